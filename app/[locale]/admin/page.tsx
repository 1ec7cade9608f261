import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { FigureCard } from '@/components/data/figure-card'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { ToneBadge } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { can } from '@/lib/auth/permissions'
import { getOverview } from '@/lib/domain/admin'
import type { AmountView, OverviewView, QueueKind } from '@/lib/domain/admin/view'
import { formatNumber, formatPercent } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { RevenueChart } from './_components/revenue-chart'
import { staffPage, staffZone } from './_components/staff-page'
import { UpstreamHealth } from './_components/upstream-health'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminOverview') }
}

const queueHref: Record<QueueKind, string> = {
  overdueInvoices: routes.adminInvoices({ status: 'overdue' }), failedWebhooks: routes.adminWebhooks({ state: 'failed' }), unknownPayments: routes.adminPayments({ state: 'unknown' }),
  failedMail: routes.adminMails({ state: 'failed' }), deadMessages: routes.adminJobs(), deadJobs: routes.adminJobs(), ledgerDifferences: routes.adminLedger(), openFindings: routes.adminReconciliation(), coinRefunds: routes.adminCoinRefunds({ state: 'needs_operator' }),
}

/** Amounts of several currencies one under the other; the base currency's zero when there are none. */
function Amounts({ amounts }: { amounts: readonly AmountView[] }) {
  if (amounts.length === 0) return <Money minor={0n} currency="USD" />
  return <>{amounts.map(({ currency, amountMinor }) => <span key={currency} className="block"><Money minor={amountMinor} currency={currency} /></span>)}</>
}

const signed = ({ amountMinor, currency }: AmountView): string => `${amountMinor > 0n ? '+' : ''}${formatMoney({ minor: amountMinor, currency })}`

async function Figures({ overview, canSeeClients }: { overview: OverviewView; canSeeClients: boolean }) {
  const t = await getTranslations('admin.overview')
  const { money, clients, requests } = overview
  const change = money?.mrrChange.filter(({ amountMinor }) => amountMinor !== 0n) ?? []
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      {money ? <FigureCard label={t('mrr')} value={<Amounts amounts={money.mrr} />} note={change.length > 0 ? `${t('mrrChange')} ${change.map((amount) => ltr(signed(amount))).join(' · ')}` : t('mrrSame')} /> : null}
      <FigureCard
        label={t('clients')} value={formatNumber(clients.active)} note={t('clientsNote', { trialing: clients.trialing, suspended: clients.suspended })}
        {...(canSeeClients ? { href: routes.adminClients({ status: 'active' }) } : {})}
      />
      <FigureCard
        label={t('requests')} value={formatNumber(requests.count)}
        note={requests.count > 0 ? t('errorRate', { rate: ltr(formatPercent(requests.errors / requests.count)), count: requests.errors }) : t('noRequests')}
      />
      {money ? <FigureCard label={t('atRisk')} value={<Amounts amounts={money.atRisk} />} note={t('atRiskNote', { count: money.overdueInvoices })} href={routes.adminInvoices({ status: 'overdue' })} /> : null}
    </div>
  )
}

async function Queues({ queues, now }: { queues: OverviewView['queues']; now: Date }) {
  const t = await getTranslations('admin.overview')
  const columns: Column<OverviewView['queues'][number]>[] = [
    { key: 'queue', header: t('queue'), phone: 'title', cell: (row) => t(`queues.${row.kind}`) },
    { key: 'waiting', header: t('waiting'), phone: 'status', cell: (row) => (row.waiting > 0 ? <ToneBadge tone="warning">{t('waitingCount', { count: row.waiting })}</ToneBadge> : <ToneBadge tone="success">{t('clear')}</ToneBadge>) },
    { key: 'oldest', header: t('oldest'), phone: 'fact', align: 'end', cell: (row) => <RelativeTime at={row.oldestAt} now={now} timeZone={staffZone} /> },
  ]
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('queuesTitle')}</h2>
      <DataTable caption={t('queuesTitle')} columns={columns} rows={queues} rowKey={(row) => row.kind} rowHref={(row) => queueHref[row.kind]} empty={<EmptyState drawing="done" title={t('noQueues')} />} />
    </section>
  )
}

/** Servers that refuse our secret or account: only a person can mend that, and every request meant for them goes elsewhere or fails. */
async function RefusedUpstreams({ upstreams, canOpen }: { upstreams: OverviewView['upstreams']; canOpen: boolean }) {
  const t = await getTranslations('admin.overview')
  const refused = upstreams.filter(({ health }) => health === 'refused')
  if (refused.length === 0) return null
  return (
    <Notice look="danger" title={t('refusedTitle', { count: refused.length })}>
      {t('refusedBody')}{' '}
      {refused.map(({ id, name }, i) => <span key={id}>{i > 0 ? ' · ' : ''}{canOpen ? <Link href={routes.adminUpstream(id)} className="link"><bdi>{name}</bdi></Link> : <bdi>{name}</bdi>}</span>)}
    </Notice>
  )
}

export default async function OverviewPage() {
  const ctx = await staffPage('admin.getOverview')
  const [t, overview] = await Promise.all([getTranslations('admin.overview'), getOverview(ctx, {})])
  const now = ctx.clock.now()
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <RefusedUpstreams upstreams={overview.upstreams} canOpen={can(ctx.actor, 'admin.getUpstream')} />
      <Figures overview={overview} canSeeClients={can(ctx.actor, 'admin.listClients')} />
      <Queues queues={overview.queues} now={now} />
      <div className="grid items-start gap-5 lg:grid-cols-3">
        {overview.money ? <div className="lg:col-span-2"><RevenueChart months={overview.money.byMonth} /></div> : null}
        <UpstreamHealth upstreams={overview.upstreams} now={now} />
      </div>
    </div>
  )
}
