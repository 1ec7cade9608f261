import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { AutoRefresh } from '@/components/data/auto-refresh'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { listTestClocks } from '@/lib/domain/admin'
import { env } from '@/lib/env'
import { isolated } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { ListPage } from '../_components/list-page'
import { staffPage, staffZone } from '../_components/staff-page'
import { advanceTestClockAction, attachTestClockAction, createTestClockAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminTestClocks') }
}

const monthLater = (at: Date): string => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate())).toISOString().slice(0, 16)

/** A year of billing in a minute: clients in test mode on a clock that staff advance. */
export default async function TestClocksPage() {
  const ctx = await staffPage('admin.listTestClocks')
  if (env().BILLING_MODE !== 'test') notFound()
  const [t, { data }] = await Promise.all([getTranslations('admin.testClocks'), listTestClocks(ctx, {})])
  const create = (
    <FormDialog trigger={<Button look="primary">{t('create')}</Button>} title={t('create')} hint={t('createHint')} action={createTestClockAction} submitLabel={t('create')}>
      <Field name="name" label={t('name')}><Input required maxLength={80} /></Field>
      <Field name="now" label={t('begins')} hint={t('beginsHint')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
    </FormDialog>
  )
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={data.length > 0 ? create : null} />
      {data.length === 0 ? <Card><EmptyState title={t('none')} action={create} /></Card> : null}
      {data.map((clock) => (
        <Card key={clock.id}>
          <CardHeader
            title={<bdi>{clock.name}</bdi>} hint={<DateTime at={clock.now} timeZone={staffZone} />}
            actions={clock.targetAt ? null : (
              <div className="flex flex-wrap gap-2">
                <FormDialog trigger={<Button size="sm" look="primary">{t('advance')}</Button>} title={t('advanceTitle', { name: isolated(clock.name) })} hint={t('advanceHint')} action={advanceTestClockAction} submitLabel={t('advance')}>
                  <HiddenFields values={{ id: clock.id }} />
                  <Field name="to" label={t('to')}><Input type="datetime-local" dir="ltr" required defaultValue={monthLater(clock.now)} /></Field>
                </FormDialog>
                <FormDialog trigger={<Button size="sm">{t('attach')}</Button>} title={t('attachTitle', { name: isolated(clock.name) })} hint={t('attachHint')} action={attachTestClockAction} submitLabel={t('attach')}>
                  <HiddenFields values={{ id: clock.id }} />
                  <Field name="clientId" label={t('clientId')}><Input dir="ltr" required placeholder="cli_…" /></Field>
                </FormDialog>
              </div>
            )}
          />
          <CardBody className="grid gap-3">
            {clock.targetAt ? <Notice look="info" title={t('advancing')}><DateTime at={clock.targetAt} timeZone={staffZone} /></Notice> : null}
            {clock.clients.length === 0 ? <p className="text-text-2">{t('noClients')}</p> : (
              <ul className="flex flex-wrap gap-x-4 gap-y-1">{clock.clients.map((client) => <li key={client.id}><Link className="link" href={routes.adminClient(client.id)}><bdi>{client.name}</bdi></Link></li>)}</ul>
            )}
          </CardBody>
        </Card>
      ))}
      {data.some(({ targetAt }) => targetAt) ? <AutoRefresh everyMs={2_000} /> : null}
    </ListPage>
  )
}
