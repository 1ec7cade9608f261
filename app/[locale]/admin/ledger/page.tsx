import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { FigureCard } from '@/components/data/figure-card'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Badge } from '@/components/ui/badge'
import { can } from '@/lib/auth/permissions'
import { getLedger } from '@/lib/domain/admin'
import type { DifferenceView, LedgerStateView } from '@/lib/domain/admin/ledger/view'
import { formatNumber } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../_components/list-page'
import { accountNames } from '../_components/money-names'
import { staffPage, staffZone } from '../_components/staff-page'
import { checkLedgerAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminLedger') }
}

async function Differences({ rows, now }: { rows: readonly DifferenceView[]; now: Date }) {
  const t = await getTranslations('admin.ledger')
  const columns: Column<DifferenceView>[] = [
    { key: 'kind', header: t('what'), phone: 'title', cell: (row) => t(`kind.${row.kind}`) },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => (row.resolvedAt ? <Badge tone="neutral">{t('resolved')}</Badge> : <Badge tone="danger">{t('open')}</Badge>) },
    { key: 'subject', header: t('subject'), phone: 'fact', cell: (row) => (row.clientId ? <Link className="link" href={routes.adminClientWallet(row.clientId)}><Code>{row.subjectId}</Code></Link> : <Code>{row.subjectId}</Code>) },
    { key: 'expected', header: t('expected'), phone: 'fact', cell: (row) => <Code>{row.expected.slice(0, 20)}</Code> },
    { key: 'actual', header: t('actual'), phone: 'fact', cell: (row) => <Code>{row.actual.slice(0, 20)}</Code> },
    { key: 'since', header: t('since'), phone: 'none', align: 'end', cell: (row) => <RelativeTime at={row.firstSeenAt} now={now} timeZone={staffZone} /> },
  ]
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('differences')}</h2>
      <DataTable caption={t('differences')} columns={columns} rows={rows} rowKey={(row) => row.id} empty={<EmptyState drawing="done" title={t('none')} hint={t('noneHint')} />} />
    </section>
  )
}

type Chain = LedgerStateView['chains'][number]
type Balance = LedgerStateView['balances'][number]

async function Chains({ chains }: { chains: readonly Chain[] }) {
  const t = await getTranslations('admin.ledger')
  const columns: Column<Chain>[] = [
    { key: 'mode', header: t('mode'), phone: 'title', cell: (row) => t(row.mode === 'live' ? 'live' : 'test') },
    { key: 'sequence', header: t('links'), phone: 'fact', align: 'end', cell: (row) => formatNumber(row.sequence) },
    { key: 'hash', header: t('head'), phone: 'fact', cell: (row) => <CopyId id={row.hash} /> },
    { key: 'at', header: t('sealedAt'), phone: 'fact', align: 'end', cell: (row) => <DateTime at={row.sealedAt} timeZone={staffZone} /> },
  ]
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('chains')}</h2>
      <p className="text-text-2">{t('chainsHint')}</p>
      <DataTable caption={t('chains')} columns={columns} rows={chains} rowKey={(row) => row.mode} empty={<EmptyState title={t('noChains')} />} />
    </section>
  )
}

async function TrialBalance({ balances }: { balances: readonly Balance[] }) {
  const [t, account] = await Promise.all([getTranslations('admin.ledger'), accountNames()])
  const amount = (minor: bigint, currency: string) => (minor === 0n ? <NoValue /> : <Money minor={minor} currency={currency} />)
  const columns: Column<Balance>[] = [
    { key: 'kind', header: t('accountKind'), phone: 'title', cell: (row) => account(row.kind) },
    { key: 'mode', header: t('mode'), phone: 'status', cell: (row) => <Badge>{t(row.mode === 'live' ? 'live' : 'test')}</Badge> },
    { key: 'debit', header: t('debit'), phone: 'fact', align: 'end', cell: (row) => amount(row.debitMinor, row.currency) },
    { key: 'credit', header: t('credit'), phone: 'fact', align: 'end', cell: (row) => amount(row.creditMinor, row.currency) },
  ]
  return (
    <section className="grid gap-3">
      <h2 className="text-h2 font-semibold">{t('balances')}</h2>
      <DataTable caption={t('balances')} columns={columns} rows={balances} rowKey={(row) => `${row.mode} ${row.currency} ${row.kind}`} empty={<EmptyState title={t('noBalances')} />} />
    </section>
  )
}

/** Are the books right? */
export default async function LedgerPage() {
  const ctx = await staffPage('admin.getLedger')
  const [t, ledger] = await Promise.all([getTranslations('admin.ledger'), getLedger(ctx, {})])
  const now = ctx.clock.now()
  const { lastCheck } = ledger
  const open = ledger.differences.filter(({ resolvedAt }) => resolvedAt === null).length
  return (
    <div className="grid gap-6">
      <PageHeader
        title={t('title')} lead={t('lead')}
        actions={can(ctx.actor, 'admin.checkLedger') ? <Form action={checkLedgerAction} okToast={t('checked')} label={t('check')}><SubmitButton>{t('check')}</SubmitButton></Form> : undefined}
      />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <FigureCard label={t('openDifferences')} value={formatNumber(open)} note={t('openNote')} />
        <FigureCard label={t('lastCheck')} value={lastCheck ? <RelativeTime at={lastCheck.finishedAt} now={now} timeZone={staffZone} /> : <NoValue />} note={t('hourly')} />
        <FigureCard label={t('bookings')} value={formatNumber(lastCheck?.transactions ?? 0n)} note={t('walletCount', { count: lastCheck?.wallets ?? 0 })} />
        <FigureCard label={t('waiting')} value={formatNumber(ledger.waiting)} note={t('waitingNote')} />
      </div>
      <Differences rows={ledger.differences} now={now} />
      <TrialBalance balances={ledger.balances} />
      <Chains chains={ledger.chains} />
    </div>
  )
}
