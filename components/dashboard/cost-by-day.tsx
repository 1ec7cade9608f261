import { useLocale, useTranslations } from 'next-intl'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { BarLegend, StackedBars, type BarSeries } from '@/components/usage/stacked-bars'
import type { DashboardView } from '@/lib/domain/portal/view'
import { formatDay } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { formatPicos } from '@/lib/kernel/money'
import { parsePicos } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'

type Row = { model: string; isOther: boolean; costs: bigint[] }

const mostSeries = 6
const total = (costs: readonly bigint[]): bigint => costs.reduce((a, b) => a + b, 0n)
const picos = (costs: string[]): bigint[] => costs.map((cost) => parsePicos(cost) ?? 0n)

/** Six models at most: with more, the five dearest and the rest together. */
function rowsOf(models: DashboardView['costByDay']['models'], other: string): Row[] {
  const rows = models.map(({ model, costs }): Row => ({ model, isOther: false, costs: picos(costs) }))
  if (rows.length <= mostSeries) return rows
  const [shown, rest] = [rows.slice(0, mostSeries - 1), rows.slice(mostSeries - 1)]
  return [...shown, { model: other, isOther: true, costs: (rest[0]?.costs ?? []).map((_, day) => total(rest.map((row) => row.costs[day] ?? 0n))) }]
}

/** For drawing only: the numbers that are read come from the exact picos. */
const drawn = (cost: bigint): number => Number(cost / 1_000_000n) / 1_000_000

/** What each day cost, by model, over this billing period. */
export function CostByDay({ cost, timeZone, now }: { cost: DashboardView['costByDay']; timeZone: string; now: Date }) {
  const t = useTranslations('dashboard.cost')
  const chart = useTranslations('usage.chart')
  const figure = useTranslations('usage.figure')
  const locale = useLocale() as Locale
  const text = (amount: bigint): string => formatPicos(amount, cost.currency)
  const rows = rowsOf(cost.models, chart('other'))
  const sums = cost.days.map((_, day) => total(rows.map((row) => row.costs[day] ?? 0n)))
  const labels = cost.days.map((day) => formatDay(day, locale, timeZone))
  const today = cost.days.findLastIndex((day) => day <= now)
  const peak = sums.reduce((best, sum, day) => (sum > (sums[best] ?? 0n) ? day : best), 0)
  const ends = { figure: figure('cost'), from: labels[0] ?? '', to: labels.at(-1) ?? '' }
  const summary = total(sums) === 0n
    ? chart('summaryEmpty', ends)
    : chart('summary', { ...ends, total: ltr(text(total(sums))), peak: ltr(text(sums[peak] ?? 0n)), when: labels[peak] ?? '' })
  const series: BarSeries[] = rows.map((row) => ({ name: row.model, isOther: row.isOther, total: text(total(row.costs)), values: row.costs.map(drawn) }))
  const buckets = sums.map((sum, day) => ({ label: labels[day] ?? '', isPartial: day === today, text: `${labels[day] ?? ''}: ${ltr(text(sum))}` }))
  return (
    <Card>
      <CardHeader title={t('title')} hint={t('hint')} actions={<Link href={routes.usage({ period: 'current' })} className="link">{t('all')}</Link>} />
      <CardBody className="grid gap-4">
        {rows.length === 0
          ? <p className="text-text-2">{t('empty')}</p>
          : <><StackedBars series={series} buckets={buckets} axisText={(value) => text(BigInt(Math.round(value * 1_000_000)) * 1_000_000n)} summary={summary} /><BarLegend series={series} /></>}
      </CardBody>
    </Card>
  )
}
