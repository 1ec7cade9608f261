import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { listAudit } from '@/lib/domain/admin'
import type { AuditRowView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { actTexts } from '../_components/act-text'
import { Code, ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'

const kinds = ['user', 'apiKey', 'staff', 'system'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminAudit') }
}

async function columns(): Promise<Column<AuditRowView>[]> {
  const [t, actText] = await Promise.all([getTranslations('admin.audit'), actTexts()])
  return [
    {
      key: 'act', header: t('act'), phone: 'title', className: 'min-w-48',
      cell: (row) => <span className="grid gap-0.5"><span className="font-medium">{actText(row.action)}</span><Code className="text-text-3">{row.action}</Code></span>,
    },
    { key: 'who', header: t('who'), phone: 'fact', cell: (row) => <span>{t(`kinds.${row.actorId === null ? 'visitor' : (oneOf(kinds, row.actorKind) ?? 'system')}`)} <bdi>{row.actorName ?? row.actorId ?? ''}</bdi></span> },
    {
      key: 'client', header: t('client'), phone: 'fact', className: 'min-w-36 wrap-anywhere',
      cell: (row) => (row.clientId ? <Link href={routes.adminClient(row.clientId)} className="link"><bdi>{row.clientName ?? row.clientId}</bdi></Link> : <NoValue />),
    },
    { key: 'object', header: t('object'), phone: 'none', cell: (row) => (row.objectId ? <CopyId id={row.objectId} /> : <NoValue />) },
    {
      key: 'data', header: t('details'), phone: 'none',
      cell: (row) => (Object.keys(row.data).length === 0 ? <NoValue /> : (
        <details><summary className="cursor-pointer text-text-2">{t('show')}</summary><pre dir="ltr" className="mt-1 max-w-dialog font-mono text-caption whitespace-pre-wrap break-words">{JSON.stringify(row.data, null, 1)}</pre></details>
      )),
    },
    { key: 'at', header: t('at'), phone: 'fact', align: 'end', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} /> },
  ]
}

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listAudit')
  const [t, { q, action, actorKind: asked }, paging] = await Promise.all([
    getTranslations('admin.audit'), readQuery(searchParams, ['q', 'action', 'actorKind']), readPaging(searchParams),
  ])
  const actorKind = oneOf(kinds, asked)
  const page = await listAudit(ctx, { q, action, actorKind, cursor: paging.cursor })
  const query = { q, action, actorKind }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const filters = [undefined, ...kinds].map((value) => ({
    href: routes.adminAudit({ q, action, actorKind: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === actorKind,
  }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar searchLabel={t('search')} q={q} keep={{ action, actorKind }} filterLabel={t('who')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id}
        empty={<NothingHere isFiltered={Boolean(q ?? action ?? actorKind)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminAudit()} />}
        footer={<Pagination previousHref={previous && routes.adminAudit(previous)} nextHref={next && routes.adminAudit(next)} />}
      />
    </ListPage>
  )
}
