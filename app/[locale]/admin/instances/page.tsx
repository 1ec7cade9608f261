import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { Pagination } from '@/components/data/pagination'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { InstanceBadge } from '@/components/instances/instance-status'
import { listAllInstances } from '@/lib/domain/admin'
import type { AnyInstanceRowView } from '@/lib/domain/admin/instances/view'
import type { InstanceStatus } from '@/lib/domain/instances/view'
import { routes } from '@/lib/routes'
import { NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'
import { Section } from './_components/section'

const shown = ['running', 'stopped', 'sleeping', 'suspended', 'crash_backoff', 'failed', 'deleted'] as const satisfies readonly InstanceStatus[]

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminInstances') }
}

/** Whose servers are in trouble? */
export default async function AllInstancesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listInstances')
  const [t, states, query, paging] = [await getTranslations('admin.instances'), await getTranslations('status.instance'), await readQuery(searchParams, ['q', 'status']), await readPaging(searchParams)]
  const status = oneOf(shown, query.status)
  const here = { q: query.q, status }
  const { data, nextCursor } = await listAllInstances(ctx, { ...(query.q ? { q: query.q } : {}), ...(status ? { status } : {}), withDeleted: status === 'deleted', ...(paging.cursor ? { cursor: paging.cursor } : {}) })
  const [now, previous, next] = [ctx.clock.now(), paging.previous(here), paging.next(here, nextCursor)]
  const columns: Column<AnyInstanceRowView>[] = [
    { key: 'name', header: t('name'), phone: 'title', cell: (row) => <bdi>{row.name}</bdi> },
    { key: 'client', header: t('client'), phone: 'fact', cell: (row) => <bdi>{row.clientName}</bdi> },
    { key: 'status', header: t('status'), phone: 'status', cell: (row) => <InstanceBadge status={row.status} /> },
    { key: 'size', header: t('size'), phone: 'none', cell: (row) => <bdi>{row.sizeCode}</bdi> },
    { key: 'model', header: t('model'), phone: 'none', cell: (row) => <bdi>{row.modelName}</bdi> },
    { key: 'where', header: t('where'), phone: 'none', cell: (row) => <bdi>{row.driver}</bdi> },
    { key: 'isolation', header: t('isolation'), phone: 'none', cell: (row) => (row.isolation ? <Status domain="isolation" state={row.isolation} /> : <NoValue />) },
    { key: 'since', header: t('since'), phone: 'fact', align: 'end', cell: (row) => <RelativeTime at={row.statusSince} now={now} timeZone={staffZone} /> },
  ]
  return (
    <Section ctx={ctx} tab="list" title={t('title')} lead={t('lead')}>
      <ListToolbar
        searchLabel={t('search')} q={query.q} keep={{ status }} filterLabel={t('filter')}
        filters={[{ href: routes.adminInstances({ q: query.q }), label: t('all'), isCurrent: !status }, ...shown.map((one) => ({ href: routes.adminInstances({ q: query.q, status: one }), label: states(one), isCurrent: one === status }))]}
      />
      <DataTable
        caption={t('title')} columns={columns} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.adminInstance(row.id)}
        empty={<NothingHere isFiltered={Boolean(query.q ?? status)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clear')} clearHref={routes.adminInstances()} />}
        footer={<Pagination previousHref={previous ? routes.adminInstances(previous) : undefined} nextHref={next ? routes.adminInstances(next) : undefined} />}
      />
    </Section>
  )
}
