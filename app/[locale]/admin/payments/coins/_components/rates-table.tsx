import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { NoValue } from '@/components/data/date-time'
import { RelativeTime } from '@/components/data/relative-time'
import { ToneBadge } from '@/components/data/status'
import type { CoinRateView } from '@/lib/domain/admin/coins/view'
import { Code } from '../../../_components/list-page'
import { staffZone } from '../../../_components/staff-page'

/** What a coin is worth now, who says so and since when. A rate that cannot be used says why. */
export async function RatesTable({ rates, now }: { rates: readonly CoinRateView[]; now: Date }) {
  const t = await getTranslations('admin.coins')
  const columns: Column<CoinRateView>[] = [
    { key: 'asset', header: t('coin'), phone: 'title', cell: (row) => <bdi dir="ltr">{row.asset} / {row.currency}</bdi> },
    { key: 'rate', header: t('rate'), phone: 'fact', align: 'end', cell: (row) => (row.rate ? <bdi dir="ltr">{row.rate}</bdi> : <NoValue />) },
    { key: 'state', header: t('rateState'), phone: 'status', cell: (row) => (row.problem ? <ToneBadge tone="danger">{t(`problem.${row.problem}`)}</ToneBadge> : <ToneBadge tone="success">{t(row.isStatic ? 'byHand' : 'usable')}</ToneBadge>) },
    { key: 'age', header: t('age'), phone: 'fact', cell: (row) => (row.observedAt ? <RelativeTime at={row.observedAt} now={now} timeZone={staffZone} /> : <NoValue />) },
    { key: 'until', header: t('validUntil'), phone: 'none', cell: (row) => (row.validUntil ? <RelativeTime at={row.validUntil} now={now} timeZone={staffZone} /> : <NoValue />) },
    {
      key: 'sources', header: t('sources'), phone: 'none',
      cell: (row) => (row.sources.length === 0 ? <NoValue /> : <ul className="grid gap-0.5">{row.sources.map((one) => <li key={one.source} className="text-text-2"><Code>{one.source}</Code> <bdi dir="ltr">{one.last}</bdi> · <RelativeTime at={one.observedAt} now={now} timeZone={staffZone} /></li>)}</ul>),
    },
  ]
  return <DataTable caption={t('rates')} columns={columns} rows={rates} rowKey={(row) => `${row.asset}-${row.currency}`} empty={<EmptyState title={t('noRates')} />} />
}
