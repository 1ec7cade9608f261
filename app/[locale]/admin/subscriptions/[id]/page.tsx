import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { eventWord } from '@/components/billing/event-word'
import { CopyId } from '@/components/data/copy-id'
import { DataTable } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Timeline } from '@/components/data/timeline'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getAnySubscription } from '@/lib/domain/admin'
import { listPlans } from '@/lib/domain/catalog'
import type { AdminSubscriptionDetailView } from '@/lib/domain/admin/subscriptions/view'
import { isolated } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { isLocale, type Locale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import type { SearchParams } from '../../_components/list-query'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { ActsCard } from './_acts'
import { OwnPrices } from './_own-prices'

type Props = { params: Promise<{ id: string }>; searchParams: SearchParams }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.subscriptions'))('title') }
}

/** What this client is on, what was billed for it, and what staff can do. */
export default async function SubscriptionPage({ params, searchParams }: Props) {
  const ctx = await staffPage('admin.getSubscription')
  const [t, told, raw, { id }] = await Promise.all([getTranslations('admin.subscriptions'), getTranslations('billing.manage'), getLocale(), params])
  const locale: Locale = isLocale(raw) ? raw : 'en'
  const [row, { data: plans }] = await Promise.all([orNotFound(getAnySubscription(ctx, { id })), listPlans(ctx, {})])
  const isAlive = ['trialing', 'active', 'past_due', 'paused'].includes(row.status)
  const events = row.events.filter(({ data }) => data.did !== 'allowance' && data.did !== 'nothing')
  const said = (event: (typeof events)[number]): string => {
    const word = eventWord(event)
    return told(`event.${told.has(`event.${word}`) ? word : 'other'}`, { plan: isolated(plans.find(({ code }) => code === event.data.planCode)?.name[locale] ?? String(event.data.planCode ?? '')) })
  }
  return (
    <div className="grid gap-5">
      <PageHeader title={<bdi>{row.clientName}</bdi>} crumbs={[{ label: t('title'), href: routes.adminSubscriptions() }]} lead={<span className="flex flex-wrap items-center gap-3"><Status domain="subscription" state={row.cancelAtPeriodEnd ? 'ending' : row.status} /><Link className="link" href={routes.adminClient(row.clientId)}>{t('client')}</Link><CopyId id={row.id} /></span>} />
      <FactStrip facts={factsOf(row, locale, t)} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {isAlive && can(ctx.actor, 'admin.changeSubscription') ? <ActsCard ctx={ctx} row={row} query={searchParams} /> : null}
        <OwnPrices row={row} mayChange={can(ctx.actor, 'admin.setCustomPrice')} />
      </div>
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('spans')}</h2>
        <DataTable
          caption={t('spans')} rows={row.spans} rowKey={(span) => span.id} empty={<EmptyState title={t('noSpans')} />}
          columns={[
            { key: 'plan', header: t('plan'), phone: 'title', cell: (span) => <bdi>{span.planName[locale]}{span.quantity > 1 ? ` × ${span.quantity}` : ''}</bdi> },
            { key: 'from', header: t('from'), phone: 'fact', cell: (span) => <DateTime at={span.startsAt} timeZone={staffZone} /> },
            { key: 'to', header: t('to'), phone: 'fact', cell: (span) => <DateTime at={span.endsAt} timeZone={staffZone} /> },
            { key: 'billed', header: t('billed'), phone: 'fact', align: 'end', cell: (span) => <Money minor={span.netMinor} currency={row.currency} /> },
            { key: 'credited', header: t('credited'), phone: 'fact', align: 'end', cell: (span) => (span.creditedMinor > 0n ? <Money minor={span.creditedMinor} currency={row.currency} /> : <NoValue />) },
          ]}
        />
      </section>
      <Card>
        <CardHeader title={t('history')} />
        <CardBody>
          <Timeline items={events.map((event) => ({
            id: event.id, actor: event.actorName, title: said(event),
            ...(typeof event.data.reason === 'string' ? { detail: <bdi>{event.data.reason}</bdi> } : {}), time: <RelativeTime at={event.at} now={ctx.clock.now()} timeZone={staffZone} />,
          }))} />
        </CardBody>
      </Card>
    </div>
  )
}

function factsOf(row: AdminSubscriptionDetailView, locale: Locale, t: Awaited<ReturnType<typeof getTranslations<'admin.subscriptions'>>>) {
  return [
    { label: t('plan'), value: <bdi>{row.planName[locale]}</bdi>, hint: <>{t('version')} <bdi dir="ltr">{row.planVersion}</bdi></> },
    { label: t('price'), value: <><Money minor={row.amountMinor} currency={row.currency} /> {t(row.interval === 'year' ? 'aYear' : 'aMonth')}</> },
    { label: t('seats'), value: <bdi dir="ltr">{row.quantity}</bdi> },
    { label: t('since'), value: <DateTime at={row.activatedAt} timeZone={staffZone} show="date" /> },
    { label: row.trialEndsAt && row.status === 'trialing' ? t('trialEnds') : t('periodEnd'), value: <DateTime at={row.currentPeriodEnd} timeZone={staffZone} /> },
    ...(row.pending ? [{ label: t('pendingTo'), value: <bdi>{row.pending.planName[locale]}</bdi>, hint: <Money minor={row.pending.amountMinor} currency={row.currency} /> }] : []),
  ]
}
