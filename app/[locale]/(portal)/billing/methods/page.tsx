import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { MethodName, methodName } from '@/components/billing/method-name'
import { DataTable } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Badge } from '@/components/ui/badge'
import { Notice } from '@/components/ui/banner'
import { can } from '@/lib/auth/permissions'
import { listMethods } from '@/lib/domain/billing'
import type { SavedMethodView } from '@/lib/domain/billing/methods/view'
import { portalContext } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'
import { BillingTabs } from '../_components/billing-tabs'
import { addMethodAction } from './actions'
import { MethodActs } from './_components/method-acts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.methods'))('title') }
}

const validTo = ({ expMonth, expYear }: SavedMethodView): string | null =>
  expMonth === null || expYear === null ? null : `${String(expMonth).padStart(2, '0')}/${expYear}`

/** What will be charged when the next invoice falls due? */
export default async function MethodsPage() {
  const ctx = await portalContext()
  const [t, provider, { data }] = await Promise.all([getTranslations('billing.methods'), getTranslations('checkout.provider'), listMethods(ctx, {})])
  const keepers = Object.values(ctx.providers.payments).filter((one) => one?.savedMethods && one.mode === ctx.session.client.mode)
  const mayChange = can(ctx.actor, 'billing.addMethod')
  const ending = data.find(({ isDefault, isExpired, endsSoon }) => isDefault && (isExpired || endsSoon))
  const add = mayChange && keepers.length > 0 ? (
    <div className="flex flex-wrap gap-2">
      {keepers.map((one) => one && (
        <Form key={one.id} action={addMethodAction}>
          <HiddenFields values={{ provider: one.id }} />
          <SubmitButton look={one === keepers[0] ? 'primary' : 'secondary'}>{keepers.length > 1 ? t('addAt', { provider: provider(one.id) }) : t('add')}</SubmitButton>
        </Form>
      ))}
    </div>
  ) : null
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead')} actions={data.length > 0 ? add : null} />
      <BillingTabs current="methods" />
      {ending ? <Notice look="warning">{t(ending.isExpired ? 'defaultExpired' : 'defaultEnding', { name: ltr(methodName(ending)), date: ltr(validTo(ending) ?? '') })}</Notice> : null}
      <DataTable
        caption={t('title')} rows={data} rowKey={(row) => row.id}
        empty={<EmptyState drawing="invoice" title={t('empty')} hint={t('emptyHint')} action={add ?? undefined} />}
        columns={[
          { key: 'name', header: t('name'), phone: 'title', cell: (row) => <MethodName method={row} /> },
          { key: 'state', header: t('state'), phone: 'status', cell: (row) => <MethodState method={row} /> },
          { key: 'valid', header: t('validTo'), phone: 'fact', cell: (row) => { const to = validTo(row); return to ? <bdi dir="ltr">{to}</bdi> : <NoValue /> } },
          { key: 'provider', header: t('provider'), phone: 'none', cell: (row) => provider(row.provider) },
          { key: 'added', header: t('added'), phone: 'fact', align: 'end', cell: (row) => <DateTime at={row.createdAt} timeZone={ctx.session.client.timeZone} show="date" /> },
        ]}
        {...(mayChange ? { rowActions: (row: SavedMethodView) => <MethodActs method={row} hasPage={keepers.some((one) => one?.id === row.provider && one.savedMethods?.manage !== undefined)} /> } : {})}
      />
    </div>
  )
}

/** Charged first, over, or nearly: what somebody must know before the next invoice. */
async function MethodState({ method: { isDefault, isExpired, endsSoon } }: { method: SavedMethodView }) {
  const t = await getTranslations('billing.methods')
  if (!isDefault && !isExpired && !endsSoon) return <NoValue />
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      {isDefault ? <Badge tone="success">{t('default')}</Badge> : null}
      {isExpired ? <Badge tone="danger">{t('expired')}</Badge> : endsSoon ? <Badge tone="warning">{t('endsSoon')}</Badge> : null}
    </span>
  )
}
