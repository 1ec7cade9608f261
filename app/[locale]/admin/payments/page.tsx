import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { listAllPayments } from '@/lib/domain/admin'
import { routes } from '@/lib/routes'
import { paymentColumns } from '../_components/invoice-columns'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage } from '../_components/staff-page'

const states = ['succeeded', 'failed', 'unknown', 'awaiting_customer'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminPayments') }
}

export default async function PaymentsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listPayments')
  const [t, { state: asked, clientId }, paging] = await Promise.all([
    getTranslations('admin.payments'), readQuery(searchParams, ['state', 'clientId']), readPaging(searchParams),
  ])
  const state = oneOf(states, asked)
  const page = await listAllPayments(ctx, { state, clientId, cursor: paging.cursor })
  const query = { state, clientId }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const filters = [undefined, ...states].map((value) => ({
    href: routes.adminPayments({ clientId, state: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === state,
  }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar filterLabel={t('state')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await paymentColumns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminPayment(row.id)}
        empty={<NothingHere isFiltered={Boolean(state ?? clientId)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminPayments()} />}
        footer={<Pagination previousHref={previous && routes.adminPayments(previous)} nextHref={next && routes.adminPayments(next)} />}
      />
    </ListPage>
  )
}
