import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { listAllSubscriptions } from '@/lib/domain/admin'
import type { AdminSubscriptionView } from '@/lib/domain/admin/subscriptions/view'
import { subscriptionStatuses } from '@/lib/domain/billing/view'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminSubscriptions') }
}

async function columns(): Promise<Column<AdminSubscriptionView>[]> {
  const [t, raw] = await Promise.all([getTranslations('admin.subscriptions'), getLocale()])
  const locale = isLocale(raw) ? raw : 'en'
  return [
    { key: 'client', header: t('client'), phone: 'title', cell: (row) => <bdi>{row.clientName}</bdi> },
    { key: 'plan', header: t('plan'), phone: 'fact', cell: (row) => <bdi>{row.planName[locale]}</bdi> },
    { key: 'status', header: t('status'), phone: 'status', cell: (row) => <Status domain="subscription" state={row.cancelAtPeriodEnd ? 'ending' : row.status} /> },
    { key: 'seats', header: t('seats'), phone: 'none', align: 'end', cell: (row) => <bdi dir="ltr">{row.quantity}</bdi> },
    { key: 'price', header: t('price'), phone: 'fact', align: 'end', cell: (row) => <><Money minor={row.amountMinor} currency={row.currency} /> {t(row.interval === 'year' ? 'aYear' : 'aMonth')}</> },
    { key: 'end', header: t('periodEnd'), phone: 'none', align: 'end', cell: (row) => (row.currentPeriodEnd ? <DateTime at={row.currentPeriodEnd} timeZone={staffZone} show="date" /> : <NoValue />) },
  ]
}

/** Who is on what, and what comes next? */
export default async function SubscriptionsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listSubscriptions')
  const [t, words, { q, status: asked }, paging] = await Promise.all([getTranslations('admin.subscriptions'), getTranslations('status.subscription'), readQuery(searchParams, ['q', 'status']), readPaging(searchParams)])
  const status = oneOf(subscriptionStatuses, asked)
  const page = await listAllSubscriptions(ctx, { q, status, cursor: paging.cursor })
  const query = { q, status }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const offered = [undefined, 'active', 'trialing', 'past_due', 'paused', 'incomplete', 'canceled'] as const
  const filters = offered.map((value) => ({ href: routes.adminSubscriptions({ q, status: value }), label: value ? words(value) : t('all'), isCurrent: value === status }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar searchLabel={t('search')} q={q} keep={{ status }} filterLabel={t('status')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminSubscription(row.id)}
        empty={<NothingHere isFiltered={Boolean(q ?? status)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clear')} clearHref={routes.adminSubscriptions()} />}
        footer={<Pagination previousHref={previous && routes.adminSubscriptions(previous)} nextHref={next && routes.adminSubscriptions(next)} />}
      />
    </ListPage>
  )
}
