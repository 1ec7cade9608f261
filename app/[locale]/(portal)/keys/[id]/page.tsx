import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DateTime } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Timeline } from '@/components/data/timeline'
import { Messages } from '@/components/layout/messages'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getKey, listKeyHistory } from '@/lib/domain/keys'
import { getOffer } from '@/lib/domain/portal'
import { listEvents } from '@/lib/domain/usage'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { keyOfferOf } from '../_components/key-offer'
import { KeySettings } from '../_components/key-settings'
import { RevokeKey } from '../_components/revoke-key'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('page.title') }
}

const orNotFound = (error: unknown): never => {
  if (error instanceof DomainError && error.code === 'not_found') notFound()
  throw error
}

/** One key: its state, its settings and what happened to it. */
export default async function KeyPage({ params }: Props) {
  const [ctx, { id }, t] = [await portalContext(), await params, await getTranslations('keys')]
  const [key, history, offer, requests] = await Promise.all([getKey(ctx, { id }).catch(orNotFound), listKeyHistory(ctx, { id }).catch(orNotFound), getOffer(ctx, {}), listEvents(ctx, { keyId: id, limit: 1 })])
  const [now, { timeZone }] = [ctx.clock.now(), ctx.session.client]
  const mayChange = can(ctx.actor, 'keys.update') && !ctx.isSuspended && key.status !== 'revoked'
  const verbOf = (action: string): string => t(`event.${action === 'keys.revoke' ? 'revoke' : action === 'keys.update' ? 'update' : 'create'}`)
  return (
    <Messages of={['keys', 'common']}>
      <div className="grid gap-6">
        <PageHeader title={key.name} crumbs={[{ label: t('page.title'), href: routes.keys() }, { label: key.name, href: routes.key(id) }]} lead={<span className="flex flex-wrap items-center gap-3"><Status domain="key" state={key.status} /><CopyId id={key.id} /></span>} />
        <FactStrip facts={[
          { label: t('detail.hint'), value: <bdi dir="ltr" className="font-mono text-mono slashed">{key.hint}</bdi> },
          { label: t('detail.created'), value: <DateTime at={key.createdAt} timeZone={timeZone} /> },
          { label: t('detail.lastUsed'), value: key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} timeZone={timeZone} /> : t('never') },
          { label: t('detail.expires'), value: key.expiresAt ? <DateTime at={key.expiresAt} timeZone={timeZone} /> : t('never') },
          { label: t('detail.scopes'), value: key.scopes.map((scope) => t(`form.scope.${scope}`)).join(' · ') },
        ]} />
        <div className="grid gap-6 lg:grid-cols-3">
          <Card className="lg:col-span-2">
            <CardHeader title={t('detail.settings')} />
            <CardBody>{mayChange ? <KeySettings keyView={key} offer={keyOfferOf(offer, now)} /> : <p className="text-text-2">{t('detail.readOnly')}</p>}</CardBody>
          </Card>
          <Card>
            <CardHeader title={t('detail.history')} actions={requests.data.length > 0 ? <Link className="link" href={routes.usage({ group: 'key' })}>{t('detail.seeUsage')}</Link> : null} />
            <CardBody>
              {history.data.length === 0 ? <p className="text-text-2">{t('detail.historyEmpty')}</p> : (
                <Timeline items={history.data.map((event) => ({ id: event.id, title: verbOf(event.action), time: <RelativeTime at={event.createdAt} now={now} timeZone={timeZone} />, actor: event.actorName }))} />
              )}
            </CardBody>
          </Card>
        </div>
        {mayChange ? (
          <Card tone="danger">
            <div className="pb-5"><CardHeader title={t('danger')} hint={t('revoke.forever')} actions={<RevokeKey id={key.id} name={key.name} size="md" />} /></div>
          </Card>
        ) : null}
      </div>
    </Messages>
  )
}
