import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { FigureCard } from '@/components/data/figure-card'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { can } from '@/lib/auth/permissions'
import { listJobs } from '@/lib/domain/admin'
import type { JobsView } from '@/lib/domain/admin/view'
import { formatNumber } from '@/lib/i18n/format'
import { Code } from '../_components/list-page'
import { staffPage, staffZone } from '../_components/staff-page'
import { retryJobAction } from '../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminJobs') }
}

async function Queues({ queues, now }: { queues: JobsView['queues']; now: Date }) {
  const t = await getTranslations('admin.jobs')
  const count = (key: 'ready' | 'scheduled' | 'running' | 'failing', phone: 'fact' | 'none'): Column<JobsView['queues'][number]> =>
    ({ key, header: t(key), phone, align: 'end', cell: (row) => formatNumber(row[key]) })
  const columns: Column<JobsView['queues'][number]>[] = [
    { key: 'task', header: t('task'), phone: 'title', cell: (row) => <Code>{row.task}</Code> },
    count('ready', 'fact'), count('running', 'fact'), count('scheduled', 'none'), count('failing', 'fact'),
    { key: 'oldest', header: t('oldest'), phone: 'none', align: 'end', cell: (row) => <RelativeTime at={row.oldestAt} now={now} timeZone={staffZone} /> },
  ]
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('queues')}</h2>
      <DataTable caption={t('queues')} columns={columns} rows={queues} rowKey={(row) => row.task} empty={<EmptyState drawing="done" title={t('noJobs')} />} />
    </section>
  )
}

async function Dead({ dead, now, canRetry }: { dead: JobsView['dead']; now: Date; canRetry: boolean }) {
  const t = await getTranslations('admin.jobs')
  const columns: Column<JobsView['dead'][number]>[] = [
    { key: 'name', header: t('task'), phone: 'title', cell: (row) => <Code>{row.name}</Code> },
    { key: 'error', header: t('error'), phone: 'fact', cell: (row) => (row.error ? <Code>{row.error}</Code> : <NoValue />) },
    { key: 'attempts', header: t('attempts'), phone: 'none', align: 'end', cell: (row) => row.attempts },
    { key: 'at', header: t('at'), phone: 'fact', align: 'end', cell: (row) => <RelativeTime at={row.at} now={now} timeZone={staffZone} /> },
  ]
  const retry = (row: JobsView['dead'][number]) => (
    <Form action={retryJobAction} okToast={t('retried')} label={t('retry')}><HiddenFields values={{ id: row.id }} /><SubmitButton size="sm" look="secondary">{t('retry')}</SubmitButton></Form>
  )
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('dead')}</h2>
      <DataTable
        caption={t('dead')} columns={columns} rows={dead} rowKey={(row) => row.id} {...(canRetry ? { rowActions: retry } : {})}
        empty={<EmptyState drawing="done" title={t('noDead')} />}
      />
    </section>
  )
}

async function Workers({ workers, now }: { workers: JobsView['workers']; now: Date }) {
  const t = await getTranslations('admin.jobs')
  const columns: Column<JobsView['workers'][number]>[] = [
    { key: 'id', header: t('worker'), phone: 'title', cell: (row) => <Code>{row.workerId}</Code> },
    { key: 'role', header: t('role'), phone: 'fact', cell: (row) => <bdi>{row.role}</bdi> },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="health" state={row.isAlive ? 'up' : 'down'} /> },
    { key: 'beat', header: t('beat'), phone: 'fact', align: 'end', cell: (row) => <RelativeTime at={row.beatAt} now={now} timeZone={staffZone} /> },
  ]
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('workers')}</h2>
      <DataTable caption={t('workers')} columns={columns} rows={workers} rowKey={(row) => row.workerId} empty={<EmptyState title={t('noWorkers')} hint={t('noWorkersHint')} />} />
    </section>
  )
}

export default async function JobsPage() {
  const ctx = await staffPage('admin.listJobs')
  const [t, jobs] = await Promise.all([getTranslations('admin.jobs'), listJobs(ctx, {})])
  const now = ctx.clock.now()
  const total = (key: 'ready' | 'running'): number => jobs.queues.reduce((sum, queue) => sum + queue[key], 0)
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <FigureCard label={t('ready')} value={formatNumber(total('ready'))} note={t('readyNote')} />
        <FigureCard label={t('running')} value={formatNumber(total('running'))} note={t('aliveNote', { count: jobs.workers.filter(({ isAlive }) => isAlive).length })} />
        <FigureCard label={t('outbox')} value={formatNumber(jobs.outbox.waiting)} note={jobs.outbox.oldestAt ? <>{t('oldest')} <RelativeTime at={jobs.outbox.oldestAt} now={now} timeZone={staffZone} /></> : t('outboxEmpty')} />
        <FigureCard label={t('dead')} value={formatNumber(jobs.dead.length)} note={t('deadNote')} />
      </div>
      <Dead dead={jobs.dead} now={now} canRetry={can(ctx.actor, 'admin.retryJob')} />
      <Queues queues={jobs.queues} now={now} />
      <Workers workers={jobs.workers} now={now} />
    </div>
  )
}
