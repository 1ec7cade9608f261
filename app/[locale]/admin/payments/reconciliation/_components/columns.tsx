import { getTranslations } from 'next-intl/server'
import type { Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Status, ToneBadge } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/input'
import type { FindingView, ReconciliationView } from '@/lib/domain/admin/payments/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../../_components/list-page'
import { staffZone } from '../../../_components/staff-page'
import { resolveFindingAction } from '../../../actions'

const amount = (minor: bigint | null, currency: string) => (minor === null ? <NoValue /> : <Money minor={minor} currency={currency} />)

export async function findingColumns(): Promise<Column<FindingView>[]> {
  const [t, names] = [await getTranslations('admin.reconciliation'), await getTranslations('admin.providers.names')]
  return [
    { key: 'kind', header: t('finding'), phone: 'title', cell: (row) => <span className="grid gap-0.5"><span>{t(`kinds.${row.kind}.${row.about}`)}</span><Code className="text-text-2">{row.reference}</Code></span> },
    { key: 'provider', header: t('provider'), phone: 'fact', cell: (row) => names(row.provider) },
    { key: 'theirs', header: t('theirs'), phone: 'fact', align: 'end', cell: (row) => amount(row.theirsMinor, row.currency) },
    { key: 'ours', header: t('ours'), phone: 'fact', align: 'end', cell: (row) => amount(row.oursMinor, row.currency) },
    { key: 'client', header: t('client'), phone: 'none', cell: (row) => (row.clientId ? <Link href={routes.adminClient(row.clientId)} className="link"><Code>{row.clientId}</Code></Link> : <NoValue />) },
    { key: 'foundAt', header: t('foundAt'), phone: 'none', cell: (row) => <DateTime at={row.foundAt} timeZone={staffZone} /> },
    { key: 'state', header: t('outcome'), phone: 'status', cell: (row) => (row.resolvedAt ? <span className="grid gap-0.5"><ToneBadge tone="success">{t('resolved')}</ToneBadge><bdi className="text-text-2">{row.note}</bdi></span> : <ResolveButton id={row.id} />) },
  ]
}

async function ResolveButton({ id }: { id: string }) {
  const t = await getTranslations('admin.reconciliation')
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('resolve')}</Button>} title={t('resolveTitle')} consequences={[t('resolveHint')]} look="primary"
      action={resolveFindingAction} values={{ id }} confirmLabel={t('resolve')} okToast={t('resolvedToast')}
    ><Field name="note" label={t('note')}><Textarea rows={2} /></Field></ConfirmDialog>
  )
}

const tones = { running: 'running', done: 'done', failed: 'failed' } as const

export async function runColumns(): Promise<Column<ReconciliationView>[]> {
  const [t, names] = [await getTranslations('admin.reconciliation'), await getTranslations('admin.providers.names')]
  return [
    { key: 'day', header: t('day'), phone: 'title', cell: (row) => <DateTime at={row.from} timeZone={staffZone} show="date" /> },
    { key: 'provider', header: t('provider'), phone: 'fact', cell: (row) => names(row.provider) },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <span className="grid gap-0.5"><Status domain="job" state={tones[row.state]} />{row.error ? <Code className="text-text-2">{row.error}</Code> : null}</span> },
    { key: 'payments', header: t('payments'), phone: 'fact', align: 'end', cell: (row) => row.payments },
    { key: 'refunds', header: t('refunds'), phone: 'fact', align: 'end', cell: (row) => row.refunds },
    { key: 'findings', header: t('findings'), phone: 'fact', align: 'end', cell: (row) => row.findings },
    { key: 'startedAt', header: t('startedAt'), phone: 'none', cell: (row) => <DateTime at={row.startedAt} timeZone={staffZone} /> },
  ]
}
