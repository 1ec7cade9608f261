import { clsx } from 'clsx'
import { BarPlot } from './bar-plot'

export type BarSeries = { name: string; isOther: boolean; total: string; values: number[] }
export type BarBucket = { label: string; isPartial: boolean; text: string }

type Props = {
  series: BarSeries[]
  buckets: BarBucket[]
  /** Text of the top of the axis for a value that was rounded up to it. */
  axisText: (value: number) => string
  /** What the picture says, in one sentence. */
  summary: string
}

export const seriesFills = ['fill-series-1', 'fill-series-2', 'fill-series-3', 'fill-series-4', 'fill-series-5', 'fill-series-6'] as const
const seriesSwatches = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5', 'bg-series-6'] as const

const fillOf = (series: BarSeries, index: number): string => (series.isOther ? 'fill-series-other' : (seriesFills[index] ?? 'fill-series-other'))
export const swatchOf = (isOther: boolean, index: number): string => (isOther ? 'bg-series-other' : (seriesSwatches[index] ?? 'bg-series-other'))

/** The next 1, 2 or 5 times a power of ten: an axis top that reads well. */
export function axisTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999_999) ?? value
}

/**
 * Stacked bars drawn on the server: no script, no animation. Time runs left to right in both languages. The picture is
 * one image to a screen reader; a table with the same numbers stands beside it.
 */
export function StackedBars({ series, buckets, axisText, summary }: Props) {
  const sums = buckets.map((_, bucket) => series.reduce((total, one) => total + (one.values[bucket] ?? 0), 0))
  const top = axisTop(Math.max(0, ...sums))
  return (
    <div dir="ltr" className="flex gap-2 text-caption text-text-3">
      <div aria-hidden="true" className="flex h-48 flex-col justify-between text-end">
        <span>{axisText(top)}</span>
        <span>{axisText(top / 2)}</span>
        <span>{axisText(0)}</span>
      </div>
      <div className="min-w-0 flex-1">
        <BarPlot series={series.map((one, row) => ({ name: one.name, values: one.values, fill: fillOf(one, row) }))} buckets={buckets} top={top} summary={summary} />
        <div aria-hidden="true" className="mt-1 flex justify-between">
          <span>{buckets[0]?.label}</span>
          <span>{buckets.at(-1)?.label}</span>
        </div>
      </div>
    </div>
  )
}

/** Names, colours and totals of the series, in the order they are stacked. */
export function BarLegend({ series }: { series: BarSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {series.map((one, index) => (
        <li key={one.name} className="flex items-center gap-2">
          <span aria-hidden="true" className={clsx('size-2 shrink-0 rounded-cell', swatchOf(one.isOther, index))} />
          <bdi className="min-w-0 wrap-anywhere">{one.name}</bdi>
          <bdi dir="ltr" className="whitespace-nowrap text-text-2">{one.total}</bdi>
        </li>
      ))}
    </ul>
  )
}
