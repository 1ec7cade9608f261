import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { listMail } from '@/lib/domain/admin'
import type { MailRowView } from '@/lib/domain/admin/view'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'

const states = ['queued', 'sent', 'failed'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminMails') }
}

async function columns(): Promise<Column<MailRowView>[]> {
  const t = await getTranslations('admin.mail')
  return [
    { key: 'subject', header: t('subject'), phone: 'title', cell: (row) => <bdi>{row.subject}</bdi> },
    { key: 'to', header: t('to'), phone: 'fact', className: 'min-w-48', cell: (row) => <bdi dir="ltr" className="break-all">{row.to}</bdi> },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="mail" state={row.state} /> },
    { key: 'transport', header: t('transport'), phone: 'none', cell: (row) => t(row.transport === 'smtp' ? 'smtp' : 'local') },
    { key: 'at', header: t('at'), phone: 'fact', align: 'end', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} /> },
  ]
}

export default async function MailPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listMail')
  const [t, { q, state: asked, clientId }, paging] = await Promise.all([
    getTranslations('admin.mail'), readQuery(searchParams, ['q', 'state', 'clientId']), readPaging(searchParams),
  ])
  const state = oneOf(states, asked)
  const page = await listMail(ctx, { q, state, clientId, cursor: paging.cursor })
  const query = { q, state, clientId }
  const [previous, next] = [paging.previous(query), paging.next(query, page.nextCursor)]
  const filters = [undefined, ...states].map((value) => ({
    href: routes.adminMails({ q, clientId, state: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === state,
  }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar searchLabel={t('search')} q={q} keep={{ state, clientId }} filterLabel={t('state')} filters={filters} />
      <DataTable
        caption={t('title')} columns={await columns()} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminMail(row.id)}
        empty={<NothingHere isFiltered={Boolean(q ?? state ?? clientId)} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clearFilters')} clearHref={routes.adminMails()} />}
        footer={<Pagination previousHref={previous && routes.adminMails(previous)} nextHref={next && routes.adminMails(next)} />}
      />
    </ListPage>
  )
}
