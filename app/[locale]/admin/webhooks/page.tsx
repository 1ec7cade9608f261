import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { listWebhookEvents } from '@/lib/domain/admin'
import type { WebhookRowView } from '@/lib/domain/admin/view'
import { routes } from '@/lib/routes'
import { Code, ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'

const states = ['received', 'processed', 'failed', 'rejected', 'ignored'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminWebhooks') }
}

async function columns(): Promise<Column<WebhookRowView>[]> {
  const t = await getTranslations('admin.webhooks')
  return [
    { key: 'at', header: t('receivedAt'), phone: 'title', cell: (row) => <DateTime at={row.receivedAt} timeZone={staffZone} /> },
    { key: 'provider', header: t('provider'), phone: 'fact', cell: (row) => <bdi>{row.provider}</bdi> },
    { key: 'type', header: t('event'), phone: 'fact', cell: (row) => <Code>{row.type}</Code> },
    { key: 'object', header: t('object'), phone: 'none', cell: (row) => (row.objectId ? <Code>{row.objectId}</Code> : <NoValue />) },
    { key: 'state', header: t('result'), phone: 'status', cell: (row) => <Status domain="webhook" state={row.state} /> },
    { key: 'attempts', header: t('attempts'), phone: 'none', align: 'end', cell: (row) => row.attempts },
  ]
}

export default async function WebhooksPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listWebhookEvents')
  const [t, { state: asked }, paging] = await Promise.all([getTranslations('admin.webhooks'), readQuery(searchParams, ['state']), readPaging(searchParams)])
  const state = oneOf(states, asked)
  const page = await listWebhookEvents(ctx, { state, cursor: paging.cursor })
  const [previous, next] = [paging.previous({ state }), paging.next({ state }, page.nextCursor)]
  const filters = [undefined, ...states].map((value) => ({
    href: routes.adminWebhooks({ state: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === state,
  }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar filterLabel={t('result')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminWebhook(row.id)}
        empty={<NothingHere isFiltered={state !== undefined} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminWebhooks()} />}
        footer={<Pagination previousHref={previous && routes.adminWebhooks(previous)} nextHref={next && routes.adminWebhooks(next)} />}
      />
    </ListPage>
  )
}
