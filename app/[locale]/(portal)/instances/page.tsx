import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CopyButton } from '@/components/data/copy-button'
import { DataTable } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { LiveRefresh } from '@/components/data/live-refresh'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { InstanceBadge } from '@/components/instances/instance-status'
import { formatMicros } from '@/components/instances/instance-amounts'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Segmented } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import { listInstances } from '@/lib/domain/instances'
import type { InstanceStatus, ListedInstanceView } from '@/lib/domain/instances/view'
import { getOffer } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { formatPercent } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { decimalToScaled, formatPicos } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

type Props = { searchParams: Promise<{ cursor?: string; show?: string }> }

const shown = { all: undefined, running: 'running', stopped: 'stopped', failed: 'failed' } as const satisfies Record<string, InstanceStatus | undefined>
type Shown = keyof typeof shown
const names = Object.keys(shown) as Shown[]

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('title') }
}

/** Which servers of mine answer, what do they cost, and how are they called? */
export default async function InstancesPage({ searchParams }: Props) {
  const [ctx, query, t] = [await portalContext(), await pageQuery(searchParams), await getTranslations('instances')]
  if (!can(ctx.actor, 'instances.list')) return <EmptyState level="h1" drawing="locked" title={t('title')} hint={(await getTranslations('errors'))('forbidden')} />
  const show = names.find((one) => one === query.show) ?? 'all'
  const [page, { plan }] = await Promise.all([listInstances(ctx, { ...(shown[show] ? { status: shown[show] } : {}), ...(query.cursor ? { cursor: query.cursor } : {}) }), getOffer(ctx, {})])
  const max = plan?.maxInstances ?? 0
  const href = (name: Shown, cursor?: string): string => routes.instances({ ...(name === 'all' ? {} : { show: name }), ...(cursor ? { cursor } : {}) })
  const mayCreate = can(ctx.actor, 'instances.create') && !ctx.isSuspended
  const isFull = show === 'all' && !query.cursor && max > 0 && page.data.length >= max
  const create = mayCreate && max > 0 && !isFull ? <Button asChild look="primary"><Link href={routes.newInstance()}><Icon icon={Plus} />{t('page.create')}</Link></Button> : undefined
  const isFresh = show === 'all' && page.data.length === 0 && !query.cursor
  const empty = show !== 'all'
    ? <EmptyState title={t('page.noMatch')} action={<Button asChild><Link href={routes.instances()}>{t('page.clear')}</Link></Button>} />
    : max === 0
      ? <EmptyState drawing="server" title={t('page.noPlan')} hint={t('page.noPlanHint')} action={<Button asChild look="primary"><Link href={routes.plans()}>{t('page.seePlans')}</Link></Button>} />
      : <EmptyState drawing="server" title={t('page.empty')} hint={t('page.emptyHint', { max })} action={create} />
  return (
    <div className="grid gap-6">
      <LiveRefresh version={page.data.map(({ id, status }) => id + status).join()} firstMs={3_000} />
      <PageHeader title={t('title')} lead={max > 0 && show === 'all' && !isFresh ? t('page.quota', { used: page.data.length, max }) : undefined} actions={isFresh ? null : create} />
      {isFull ? <Notice look="warning">{t('page.full', { max })}</Notice> : null}
      {isFresh ? null : <div><Segmented label={t('column.status')} options={names.map((name) => ({ href: href(name), label: t(`show.${name}`), isCurrent: name === show }))} /></div>}
      <DataTable
        caption={t('title')} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.instance(row.id)} empty={empty}
        columns={[
          { key: 'name', header: t('column.name'), cell: (row) => <bdi>{row.name}</bdi>, phone: 'title' },
          { key: 'status', header: t('column.status'), cell: (row) => <InstanceBadge status={row.status} />, phone: 'status' },
          { key: 'size', header: t('column.size'), cell: (row) => <bdi>{row.size.name[ctx.locale]}</bdi>, phone: 'none' },
          { key: 'model', header: t('column.model'), cell: (row) => <bdi>{row.model.name[ctx.locale]}</bdi>, phone: 'none' },
          { key: 'uptime', header: t('column.uptime'), align: 'end', cell: (row) => (row.uptime === null ? <NoValue /> : <bdi dir="ltr">{formatPercent(row.uptime)}</bdi>), phone: 'fact' },
          { key: 'rate', header: t('column.rate'), align: 'end', cell: (row) => <Rate instance={row} text={t('bills.hourShort')} />, phone: 'fact' },
          { key: 'spent', header: t('column.spent'), align: 'end', cell: (row) => <bdi dir="ltr" className="whitespace-nowrap">{formatPicos(decimalToScaled(row.spentThisMonth, 12), row.currency)}</bdi>, phone: 'none' },
          { key: 'endpoint', header: t('column.endpoint'), cell: (row) => <Endpoint instance={row} label={t('copyEndpoint')} />, phone: 'none' },
        ]}
        footer={<Pagination previousHref={query.cursor ? href(show) : undefined} nextHref={page.nextCursor ? href(show, page.nextCursor) : undefined} />}
      />
    </div>
  )
}

function Rate({ instance: { billing }, text }: { instance: ListedInstanceView; text: string }) {
  return billing ? <span className="whitespace-nowrap">{formatMicros(billing.hourMicros, billing.currency)} <span className="text-text-3">{text}</span></span> : <NoValue />
}

function Endpoint({ instance, label }: { instance: ListedInstanceView; label: string }) {
  return <span className="relative inline-flex items-center gap-1"><bdi dir="ltr" className="font-mono text-mono break-all">{instance.endpoints.model}</bdi><CopyButton value={instance.endpoints.model} label={label} isIcon /></span>
}
