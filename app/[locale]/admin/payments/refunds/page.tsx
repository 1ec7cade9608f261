import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { listRefunds } from '@/lib/domain/admin'
import type { AdminRefundView } from '@/lib/domain/admin/payments/view'
import { refundStates } from '@/lib/domain/billing/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code, ListPage, NothingHere } from '../../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../../_components/list-query'
import { ListToolbar } from '../../_components/list-toolbar'
import { staffPage, staffZone } from '../../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminRefunds') }
}

async function columns(): Promise<Column<AdminRefundView>[]> {
  const [t, names] = await Promise.all([getTranslations('admin.refunds'), getTranslations('admin.providers.names')])
  return [
    { key: 'at', header: t('at'), phone: 'title', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} /> },
    { key: 'client', header: t('client'), phone: 'fact', cell: (row) => <Link href={routes.adminClient(row.clientId)} className="link relative"><bdi>{row.clientName}</bdi></Link> },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="refund" state={row.state} /> },
    { key: 'provider', header: t('provider'), phone: 'fact', cell: (row) => names(row.provider) },
    { key: 'invoice', header: t('invoice'), phone: 'none', cell: (row) => <Link href={routes.adminInvoice(row.invoiceId)} className="link relative"><Code>{row.invoiceNumber ?? row.invoiceId}</Code></Link> },
    { key: 'reason', header: t('reason'), phone: 'none', cell: (row) => (row.failureCode ? <Code>{row.failureCode}</Code> : <NoValue />) },
    { key: 'updated', header: t('updated'), phone: 'none', cell: (row) => <DateTime at={row.updatedAt} timeZone={staffZone} /> },
    { key: 'amount', header: t('amount'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.amountMinor} currency={row.currency} /> },
  ]
}

/** What money goes back to clients, and did it get there? */
export default async function RefundsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listRefunds')
  const [t, words, { state: asked, clientId }, paging] = await Promise.all([
    getTranslations('admin.refunds'), getTranslations('status.refund'), readQuery(searchParams, ['state', 'clientId']), readPaging(searchParams),
  ])
  const state = oneOf(refundStates, asked)
  const page = await listRefunds(ctx, { state, clientId, cursor: paging.cursor })
  const query = { state, clientId }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const filters = [undefined, ...refundStates].map((value) => ({ href: routes.adminRefunds({ clientId, state: value }), label: value ? words(value) : t('all'), isCurrent: value === state }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar filterLabel={t('state')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminPayment(row.paymentId)}
        empty={<NothingHere isFiltered={Boolean(state ?? clientId)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminRefunds()} />}
        footer={<Pagination previousHref={previous && routes.adminRefunds(previous)} nextHref={next && routes.adminRefunds(next)} />}
      />
    </ListPage>
  )
}
