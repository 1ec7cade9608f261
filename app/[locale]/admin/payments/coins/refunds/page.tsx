import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { networkNames } from '@/components/billing/network-name'
import { CopyId } from '@/components/data/copy-id'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { can } from '@/lib/auth/permissions'
import { listCoinRefunds } from '@/lib/domain/admin'
import type { StaffCoinRefundView } from '@/lib/domain/admin/coins/view'
import { coinRefundStates } from '@/lib/domain/billing/coins/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../../../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../../../_components/list-query'
import { ListToolbar } from '../../../_components/list-toolbar'
import { staffPage, staffZone } from '../../../_components/staff-page'
import { CoinTabs } from '../_components/coin-tabs'
import { RefundActs } from './_refund-acts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.coins'))('tab.refunds') }
}

async function columns(): Promise<Column<StaffCoinRefundView>[]> {
  const [t, nameOf] = await Promise.all([getTranslations('admin.coins'), networkNames()])
  return [
    { key: 'at', header: t('created'), phone: 'title', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} /> },
    { key: 'client', header: t('client'), phone: 'fact', cell: (row) => <Link href={routes.adminClient(row.clientId)} className="link"><bdi>{row.clientName}</bdi></Link> },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="coinRefund" state={row.state} /> },
    { key: 'amount', header: t('amount'), phone: 'fact', align: 'end', cell: (row) => <Link href={routes.adminPayment(row.paymentId)} className="link inline-grid"><bdi dir="ltr">{row.amountText} {row.asset}</bdi><Money minor={row.amountMinor} currency={row.currency} /></Link> },
    { key: 'network', header: t('network'), phone: 'none', cell: (row) => <bdi>{nameOf(row.network)}</bdi> },
    { key: 'destination', header: t('destination'), phone: 'none', cell: (row) => (row.destination ? <CopyId id={row.destination} label={t('copyAddress')} /> : <NoValue />) },
    { key: 'tx', header: t('txHash'), phone: 'none', cell: (row) => (row.txHash ? <CopyId id={row.txHash} label={t('copyTx')} /> : <NoValue />) },
  ]
}

/** Which coins must be sent back, by whom they are signed, and which were? */
export default async function CoinRefundsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listCoinRefunds')
  const [t, words, { state: asked }, paging] = await Promise.all([getTranslations('admin.coins'), getTranslations('status.coinRefund'), readQuery(searchParams, ['state']), readPaging(searchParams)])
  const state = oneOf(coinRefundStates, asked)
  const page = await listCoinRefunds(ctx, { state, cursor: paging.cursor })
  const [previous, next] = [paging.previous({ state }), paging.next({ state }, page.nextCursor)]
  const filters = [undefined, ...coinRefundStates].map((value) => ({ href: routes.adminCoinRefunds({ state: value }), label: value ? words(value) : t('all'), isCurrent: value === state }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('refundsLead')} />
      <CoinTabs current="refunds" />
      <ListToolbar filterLabel={t('state')} filters={filters} />
      <DataTable
        caption={t('tab.refunds')} columns={await columns()} rows={page.data} rowKey={(row) => row.id}
        {...(can(ctx.actor, 'admin.markCoinRefundSent') ? { rowActions: (row: StaffCoinRefundView) => <RefundActs refund={row} /> } : {})}
        empty={<NothingHere isFiltered={state !== undefined} none={t('noRefunds')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminCoinRefunds()} />}
        footer={<Pagination previousHref={previous && routes.adminCoinRefunds(previous)} nextHref={next && routes.adminCoinRefunds(next)} />}
      />
    </ListPage>
  )
}
