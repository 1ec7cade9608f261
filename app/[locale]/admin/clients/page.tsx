import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { listClients } from '@/lib/domain/admin'
import { clientFilters } from '@/lib/domain/admin/schema'
import type { ClientRowView } from '@/lib/domain/admin/view'
import { isLocale, type Locale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminClients') }
}

async function columns(): Promise<Column<ClientRowView>[]> {
  const [t, raw] = await Promise.all([getTranslations('admin.clients'), getLocale()])
  const locale: Locale = isLocale(raw) ? raw : 'en'
  return [
    { key: 'name', header: t('name'), phone: 'title', cell: (row) => <bdi>{row.name}</bdi> },
    { key: 'email', header: t('owner'), phone: 'fact', className: 'min-w-48', cell: (row) => (row.email ? <bdi dir="ltr" className="break-all">{row.email}</bdi> : <NoValue />) },
    { key: 'status', header: t('status'), phone: 'status', cell: (row) => <Status domain="client" state={row.status} /> },
    {
      key: 'plan', header: t('plan'), phone: 'fact',
      cell: (row) => (row.planName && row.subscriptionStatus
        ? <span className="inline-flex flex-wrap items-center gap-2"><bdi>{row.planName[locale]}</bdi><Status domain="subscription" state={row.subscriptionStatus} /></span>
        : <NoValue />),
    },
    { key: 'country', header: t('country'), phone: 'none', cell: (row) => (row.country ? <CountryName code={row.country} locale={locale} /> : <NoValue />) },
    { key: 'since', header: t('since'), phone: 'none', align: 'end', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} show="date" /> },
  ]
}

const CountryName = ({ code, locale }: { code: string; locale: Locale }) => <bdi>{new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code}</bdi>

export default async function ClientsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listClients')
  const [t, { q, status: asked }, paging] = await Promise.all([getTranslations('admin.clients'), readQuery(searchParams, ['q', 'status']), readPaging(searchParams)])
  const status = oneOf(clientFilters, asked)
  const page = await listClients(ctx, { q, status, cursor: paging.cursor })
  const query = { q, status }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const filters = [undefined, ...clientFilters].map((value) => ({
    href: routes.adminClients({ q, status: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === status,
  }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar searchLabel={t('search')} q={q} keep={{ status }} filterLabel={t('status')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminClient(row.id)}
        empty={<NothingHere isFiltered={Boolean(q ?? status)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminClients()} />}
        footer={<Pagination previousHref={previous && routes.adminClients(previous)} nextHref={next && routes.adminClients(next)} />}
      />
    </ListPage>
  )
}
