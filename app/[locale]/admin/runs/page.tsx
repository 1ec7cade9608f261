import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AutoRefresh } from '@/components/data/auto-refresh'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import { listBillingRuns, listParkedClients } from '@/lib/domain/admin'
import type { ParkedClientView } from '@/lib/domain/admin/runs/view'
import { formatNumber } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import { routes } from '@/lib/routes'
import { Code, ListPage } from '../_components/list-page'
import { readPaging, type SearchParams } from '../_components/list-query'
import { staffPage, staffZone } from '../_components/staff-page'
import { releaseParkedClientAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminRuns') }
}

/** Was everybody billed, and who was set aside? */
export default async function RunsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listBillingRuns')
  const [t, paging] = await Promise.all([getTranslations('admin.runs'), readPaging(searchParams)])
  const [runs, parked] = await Promise.all([listBillingRuns(ctx, { cursor: paging.cursor }), listParkedClients(ctx, { limit: 100 })])
  const [previous, next] = [paging.previous({}), paging.next({}, runs.nextCursor)]
  const mayRelease = can(ctx.actor, 'admin.releaseParkedClient')
  const figure = (count: number) => <bdi dir="ltr">{formatNumber(count)}</bdi>
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('parked')}</h2>
        <DataTable
          caption={t('parked')} rows={parked.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminClient(row.clientId)} empty={<EmptyState drawing="done" title={t('noneParked')} />}
          columns={[
            { key: 'client', header: t('client'), phone: 'title', cell: (row) => <bdi>{row.clientName}</bdi> },
            { key: 'reason', header: t('reason'), phone: 'fact', cell: (row) => t(`reasons.${row.reason}`) },
            { key: 'detail', header: t('detail'), phone: 'fact', cell: (row) => <Code>{row.detail.slice(0, 200)}</Code> },
            { key: 'at', header: t('parkedAt'), phone: 'fact', align: 'end', cell: (row) => <DateTime at={row.parkedAt} timeZone={staffZone} /> },
          ]}
          {...(mayRelease ? { rowActions: (row: ParkedClientView) => (
            <ConfirmDialog
              look="primary" trigger={<Button size="sm">{t('release')}</Button>} title={t('releaseTitle', { name: isolated(row.clientName) })} consequences={[t('releaseHint')]}
              action={releaseParkedClientAction} values={{ id: row.id }} confirmLabel={t('release')} okToast={t('released')}
            ><Field name="note" label={t('note')}><Textarea rows={2} required /></Field></ConfirmDialog>
          ) } : {})}
        />
      </section>
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('runs')}</h2>
        <DataTable
          caption={t('runs')} rows={runs.data} rowKey={(row) => row.id} empty={<EmptyState title={t('noRuns')} />}
          footer={<Pagination previousHref={previous && routes.adminRuns(previous)} nextHref={next && routes.adminRuns(next)} />}
          columns={[
            { key: 'at', header: t('startedAt'), phone: 'title', cell: (row) => <DateTime at={row.startedAt} timeZone={staffZone} /> },
            { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="job" state={row.state} /> },
            { key: 'asOf', header: t('asOf'), phone: 'none', cell: (row) => <DateTime at={row.asOf} timeZone={staffZone} /> },
            { key: 'trigger', header: t('trigger'), phone: 'none', cell: (row) => t(`triggers.${row.trigger}`) },
            { key: 'clients', header: t('clients'), phone: 'fact', align: 'end', cell: (row) => figure(row.clients) },
            { key: 'invoices', header: t('invoices'), phone: 'fact', align: 'end', cell: (row) => figure(row.invoices) },
            { key: 'parked', header: t('parkedCount'), phone: 'fact', align: 'end', cell: (row) => figure(row.parked) },
          ]}
        />
      </section>
      {runs.data.some(({ state }) => state === 'running') ? <AutoRefresh everyMs={3_000} /> : null}
    </ListPage>
  )
}
