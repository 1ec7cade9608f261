import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { listFindings, listPaymentProviders, listReconciliations } from '@/lib/domain/admin'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../../_components/list-query'
import { ListToolbar } from '../../_components/list-toolbar'
import { staffPage } from '../../_components/staff-page'
import { CompareDialog } from './_components/compare-dialog'
import { findingColumns, runColumns } from './_components/columns'

const states = ['open', 'resolved'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminReconciliation') }
}

/** Do the providers' books and ours say the same? */
export default async function ReconciliationPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listFindings')
  const [t, names, { state: asked }, paging] = await Promise.all([
    getTranslations('admin.reconciliation'), getTranslations('admin.providers.names'), readQuery(searchParams, ['state']), readPaging(searchParams),
  ])
  const state = oneOf(states, asked) ?? 'open'
  const [page, runs, { data: providers }] = await Promise.all([listFindings(ctx, { state, cursor: paging.cursor }), listReconciliations(ctx, {}), listPaymentProviders(ctx, {})])
  const listing = providers.filter(({ can }) => can.reconcile).map(({ id }) => ({ value: id, label: names(id) }))
  const [previous, next] = [paging.previous({ state }), paging.next({ state }, page.nextCursor)]
  const filters = states.map((value) => ({ href: routes.adminReconciliation({ state: value }), label: t(`filters.${value}`), isCurrent: value === state }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={listing.length > 0 ? <CompareDialog providers={listing} texts={{ open: t('compare'), title: t('compareTitle'), hint: t('compareHint'), provider: t('provider'), day: t('day'), done: t('compared') }} /> : undefined} />
      <ListToolbar filterLabel={t('state')} filters={filters} />
      <DataTable
        caption={t('findings')} columns={await findingColumns()} rows={page.data} rowKey={(row) => row.id}
        empty={<NothingHere isFiltered={false} none={t(state === 'open' ? 'none' : 'noneResolved')} noMatch="" clearLabel="" clearHref={routes.adminReconciliation()} />}
        footer={<Pagination previousHref={previous && routes.adminReconciliation(previous)} nextHref={next && routes.adminReconciliation(next)} />}
      />
      <h2 className="text-h2 font-semibold">{t('runs')}</h2>
      <DataTable caption={t('runs')} columns={await runColumns()} rows={runs.data} rowKey={(row) => row.id} empty={<NothingHere isFiltered={false} none={t('noRuns')} noMatch="" clearLabel="" clearHref="" />} />
    </ListPage>
  )
}
