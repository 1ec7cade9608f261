import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listAllInvoices } from '@/lib/domain/admin'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { invoiceColumns } from '../_components/invoice-columns'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage } from '../_components/staff-page'

const statuses = ['open', 'overdue', 'paid', 'void'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminInvoices') }
}

export default async function InvoicesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listInvoices')
  const [t, { q, status: asked, clientId }, paging] = await Promise.all([
    getTranslations('admin.invoices'), readQuery(searchParams, ['q', 'status', 'clientId']), readPaging(searchParams),
  ])
  const status = oneOf(statuses, asked)
  const page = await listAllInvoices(ctx, { q, status, clientId, cursor: paging.cursor })
  const query = { q, status, clientId }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const filters = [undefined, ...statuses].map((value) => ({
    href: routes.adminInvoices({ q, clientId, status: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === status,
  }))
  return (
    <ListPage>
      <PageHeader
        title={t('title')} lead={t('lead')}
        actions={can(ctx.actor, 'admin.createInvoice') ? <Button asChild look="primary"><Link href={routes.adminNewInvoice({ clientId })}>{t('new')}</Link></Button> : undefined}
      />
      <ListToolbar searchLabel={t('search')} q={q} keep={{ status, clientId }} filterLabel={t('status')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await invoiceColumns(true)} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminInvoice(row.id)}
        empty={<NothingHere isFiltered={Boolean(q ?? status ?? clientId)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminInvoices()} />}
        footer={<Pagination previousHref={previous && routes.adminInvoices(previous)} nextHref={next && routes.adminInvoices(next)} />}
      />
    </ListPage>
  )
}
