import { useLocale, useTranslations } from 'next-intl'
import { DataTable } from '@/components/data/data-table'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Segmented } from '@/components/ui/tabs'
import { BarLegend, StackedBars, type BarSeries } from './stacked-bars'
import { usageSearch, usageViews, type UsageQuery, type UsageWindow } from './usage-query'
import { figureNumber, figureText, isStackable, type UsageCell, type UsageSeries, type UsageShape } from './usage-series'
import { formatDateTime, formatDay } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { formatPicos } from '@/lib/kernel/money'

type Props = { path: string; query: UsageQuery; shape: UsageShape; window: UsageWindow; nameOf: (group: string | null) => string; currency: string; timeZone: string; now: Date }

/** The chosen figure over time, as a picture or as the same numbers in a table. */
export function UsageChart({ path, query, shape, window, nameOf, currency, timeZone, now }: Props) {
  const [t, common] = [useTranslations('usage'), useTranslations('common')]
  const locale = useLocale() as Locale
  const { figure } = query
  const text = (cell: UsageCell): string => figureText(cell, figure, currency)
  const labels = shape.starts.map((start) => (window.bucket === 'hour' ? formatDateTime(start, locale, timeZone) : formatDay(start, locale, timeZone)))
  // Averages do not stack: one bar for all of them.
  const drawn: UsageSeries[] = isStackable(figure) ? shape.series : [{ group: null, cells: shape.totals, total: shape.total }]
  const series: BarSeries[] = drawn.map((one) => ({ name: isStackable(figure) ? nameOf(one.group) : t('chart.all'), isOther: one.group === null && isStackable(figure), total: text(one.total), values: one.cells.map((cell) => figureNumber(cell, figure)) }))
  const current = shape.starts.findLastIndex((start) => start <= now)
  const peak = shape.totals.reduce((best, cell, i) => (figureNumber(cell, figure) > figureNumber(shape.totals[best] ?? cell, figure) ? i : best), 0)
  const summary = t('chart.summary', {
    figure: t(`figure.${figure}`), from: labels[0] ?? '', to: labels.at(-1) ?? '', total: ltr(text(shape.total)),
    peak: ltr(text(shape.totals[peak] ?? shape.total)), when: labels[peak] ?? '',
  })
  const buckets = shape.totals.map((cell, i) => ({ label: labels[i] ?? '', isPartial: i === current, text: `${labels[i] ?? ''}: ${ltr(text(cell))}` }))
  const axisText = (value: number): string => (figure === 'cost' ? formatPicos(BigInt(Math.round(value * 1_000_000)) * 1_000_000n, currency) : String(Math.round(value)))
  return (
    <Card>
      <CardHeader
        title={t('chart.title', { figure: t(`figure.${figure}`), bucket: t(`chart.${window.bucket}`) })}
        actions={<Segmented label={t('view.label')} options={usageViews.map((view) => ({ href: path + usageSearch(query, { view }), label: t(`view.${view}`), isCurrent: query.view === view }))} />}
      />
      <CardBody className="grid gap-4">
        {query.view === 'chart' ? <><StackedBars series={series} buckets={buckets} axisText={axisText} summary={summary} /><BarLegend series={series} /></> : (
          <DataTable
            caption={summary} rows={shape.starts.map((start, i) => ({ start, i }))} rowKey={({ i }) => String(i)} empty={common('noActivity')}
            columns={[
              { key: 'time', header: t('time'), cell: ({ i }) => labels[i], phone: 'title' as const },
              ...drawn.map((one, n) => ({ key: `s${n}`, header: <bdi>{series[n]?.name}</bdi>, align: 'end' as const, phone: 'fact' as const, cell: ({ i }: { i: number }) => <bdi dir="ltr">{text(one.cells[i] ?? shape.total)}</bdi> })),
              { key: 'total', header: t('total'), align: 'end' as const, phone: 'status' as const, cell: ({ i }) => <bdi dir="ltr">{text(shape.totals[i] ?? shape.total)}</bdi> },
            ]}
          />
        )}
      </CardBody>
    </Card>
  )
}
