import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { networkNames } from '@/components/billing/network-name'
import { CopyId } from '@/components/data/copy-id'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { can } from '@/lib/auth/permissions'
import { listCoinAddresses } from '@/lib/domain/admin'
import type { CoinAddressView } from '@/lib/domain/admin/coins/view'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code, ListPage, NothingHere } from '../../../_components/list-page'
import { readPaging, readQuery, type SearchParams } from '../../../_components/list-query'
import { ListToolbar } from '../../../_components/list-toolbar'
import { staffPage, staffZone } from '../../../_components/staff-page'
import { CoinTabs } from '../_components/coin-tabs'
import { ArrivalActs } from './_arrival-acts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.coins'))('tab.addresses') }
}

async function columns(): Promise<Column<CoinAddressView>[]> {
  const [t, nameOf] = await Promise.all([getTranslations('admin.coins'), networkNames()])
  return [
    { key: 'address', header: t('address'), phone: 'title', cell: (row) => <CopyId id={row.address} label={t('copyAddress')} className="relative" /> },
    { key: 'client', header: t('client'), phone: 'fact', cell: (row) => <Link href={routes.adminClient(row.clientId)} className="link relative"><bdi>{row.clientName}</bdi></Link> },
    { key: 'network', header: t('network'), phone: 'fact', cell: (row) => <bdi>{nameOf(row.network)}</bdi> },
    { key: 'index', header: t('index'), phone: 'none', align: 'end', cell: (row) => <Code>{row.index}</Code> },
    { key: 'received', header: t('received'), phone: 'fact', align: 'end', cell: (row) => (row.received.length === 0 ? <NoValue /> : <span className="grid">{row.received.map(({ asset, amountText }) => <bdi key={asset} dir="ltr">{amountText} {asset}</bdi>)}{row.arrivals.filter(({ isIgnored }) => isIgnored).map((one) => <span key={one.id} className="text-caption text-text-3">{t('notCounted', { coins: ltr(`${one.amountText} ${one.asset}`) })}</span>)}</span>) },
    { key: 'created', header: t('created'), phone: 'none', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} /> },
    { key: 'watched', header: t('watched'), phone: 'none', cell: (row) => <DateTime at={row.watchUntil} timeZone={staffZone} /> },
  ]
}

/** Which address was given to whom, and what came there? */
export default async function CoinAddressesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listCoinAddresses')
  const [t, { q }, paging] = await Promise.all([getTranslations('admin.coins'), readQuery(searchParams, ['q']), readPaging(searchParams)])
  const page = await listCoinAddresses(ctx, { q, cursor: paging.cursor })
  const [previous, next] = [paging.previous({ q }), paging.next({ q }, page.nextCursor)]
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('addressesLead')} />
      <CoinTabs current="addresses" />
      <ListToolbar searchLabel={t('search')} q={q} filterLabel="" filters={[]} />
      <DataTable
        caption={t('tab.addresses')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminPayment(row.paymentId)}
        {...(can(ctx.actor, 'admin.ignoreCoinArrival') ? { rowActions: ({ arrivals }: CoinAddressView) => <ArrivalActs arrivals={arrivals} /> } : {})}
        empty={<NothingHere isFiltered={q !== undefined} none={t('noAddresses')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminCoinAddresses()} />}
        footer={<Pagination previousHref={previous && routes.adminCoinAddresses(previous)} nextHref={next && routes.adminCoinAddresses(next)} />}
      />
    </ListPage>
  )
}
