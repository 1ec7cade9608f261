import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { middle } from '@/components/data/copy-id'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { listDisputes } from '@/lib/domain/admin'
import type { DisputeView } from '@/lib/domain/admin/payments/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code, ListPage, NothingHere } from '../../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../../_components/list-query'
import { ListToolbar } from '../../_components/list-toolbar'
import { staffPage, staffZone } from '../../_components/staff-page'

const states = ['open', 'won', 'lost'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminDisputes') }
}

async function columns(): Promise<Column<DisputeView>[]> {
  const [t, names] = [await getTranslations('admin.disputes'), await getTranslations('admin.providers.names')]
  const amount = (minor: bigint, currency: string) => (minor === 0n ? <NoValue /> : <Money minor={minor} currency={currency} />)
  return [
    { key: 'amount', header: t('amount'), phone: 'title', cell: (row) => <Money minor={row.amountMinor} currency={row.currency} /> },
    { key: 'client', header: t('client'), phone: 'fact', cell: (row) => <Link href={routes.adminClient(row.clientId)} className="link relative"><bdi>{row.clientName}</bdi></Link> },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="dispute" state={row.state} /> },
    { key: 'respondBy', header: t('respondBy'), phone: 'fact', cell: (row) => (row.state === 'open' ? <DateTime at={row.respondBy} timeZone={staffZone} /> : <NoValue />) },
    { key: 'provider', header: t('provider'), phone: 'none', cell: (row) => <span className="grid gap-0.5"><span>{names(row.provider)}</span><Code className="text-text-2">{middle(row.externalId)}</Code></span> },
    { key: 'invoice', header: t('invoice'), phone: 'none', cell: (row) => (row.invoiceNumber ? <Code>{row.invoiceNumber}</Code> : <NoValue />) },
    { key: 'reopened', header: t('reopened'), phone: 'none', align: 'end', cell: (row) => amount(row.reopenedMinor, row.currency) },
    { key: 'withdrawn', header: t('withdrawn'), phone: 'none', align: 'end', cell: (row) => amount(row.withdrawnMinor, row.currency) },
    { key: 'unrecovered', header: t('unrecovered'), phone: 'none', align: 'end', cell: (row) => amount(row.unrecoveredMinor, row.currency) },
  ]
}

/** Which payments did banks take back, and until when may we answer? */
export default async function DisputesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listDisputes')
  const [t, { state: asked }, paging] = await Promise.all([getTranslations('admin.disputes'), readQuery(searchParams, ['state']), readPaging(searchParams)])
  const state = oneOf(states, asked)
  const page = await listDisputes(ctx, { state, cursor: paging.cursor })
  const [previous, next] = [paging.previous({ state }), paging.next({ state }, page.nextCursor)]
  const filters = [undefined, ...states].map((value) => ({ href: routes.adminDisputes({ state: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === state }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar filterLabel={t('state')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminDispute(row.id)}
        empty={<NothingHere isFiltered={state !== undefined} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminDisputes()} />}
        footer={<Pagination previousHref={previous && routes.adminDisputes(previous)} nextHref={next && routes.adminDisputes(next)} />}
      />
    </ListPage>
  )
}
