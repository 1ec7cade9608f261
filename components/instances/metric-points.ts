import type { ChartPoint, ChartSeries } from '@/components/data/chart-series'
import type { InstanceMetricsView, InstanceStatus } from '@/lib/domain/instances/view'

type Bucket<Row> = { at: Date; row: Row | undefined }

/** Every bucket of the range with what was measured in it; one in which nothing was stays empty, so that a line breaks there. */
export function bucketsOf<Row extends { at: Date }>({ from, to, bucketSeconds }: Pick<InstanceMetricsView, 'from' | 'to' | 'bucketSeconds'>, rows: readonly Row[]): Bucket<Row>[] {
  const width = bucketSeconds * 1000
  const placeOf = (at: Date): number => Math.floor(at.getTime() / width)
  const byPlace = new Map(rows.map((row) => [placeOf(row.at), row]))
  const first = placeOf(from)
  const count = Math.max(1, Math.ceil(to.getTime() / width) - first)
  return Array.from({ length: count }, (_, at) => ({ at: new Date((first + at) * width), row: byPlace.get(first + at) }))
}

export type Figure<Row> = { series: ChartSeries; value: (row: Row) => number | null; text: (value: number) => string }

/** Rows as a chart's points, each figure a series. `empty` stands where nothing is known; figures that count are zero there instead. */
export function pointsOf<Row>(buckets: readonly Bucket<Row>[], figures: readonly Figure<Row>[], labelOf: (at: Date) => { label: string; tick?: string }, empty: { text: string; isZero: boolean }): ChartPoint[] {
  return buckets.map(({ at, row }) => {
    const known = figures.flatMap(({ series, value, text }): [string, number, string][] => {
      const found = row === undefined ? (empty.isZero ? 0 : null) : value(row)
      return found === null ? [] : [[series.key, found, text(found)]]
    })
    const texts = Object.fromEntries(figures.map(({ series }) => [series.key, empty.text]))
    return { ...labelOf(at), values: Object.fromEntries(known.map(([key, number]) => [key, number])), texts: { ...texts, ...Object.fromEntries(known.map(([key, , words]) => [key, words])) } }
  })
}

const gravest: readonly InstanceStatus[] = ['failed', 'crash_backoff', 'unready', 'suspended', 'stopping', 'starting', 'provisioning', 'pending', 'sleeping', 'stopped', 'deleting', 'deleted', 'running']

/** The range in so many cells, each with the gravest state that fell into it; null where it did not exist. */
export function cellsOf({ from, to, spans }: Pick<InstanceMetricsView, 'from' | 'to' | 'spans'>, count: number): { at: Date; status: InstanceStatus | null }[] {
  const width = (to.getTime() - from.getTime()) / count
  return Array.from({ length: count }, (_, index) => {
    const [start, end] = [from.getTime() + index * width, from.getTime() + (index + 1) * width]
    const inside = spans.filter((span) => span.from.getTime() < end && span.to.getTime() > start).map(({ status }) => status)
    return { at: new Date(start), status: gravest.find((status) => inside.includes(status)) ?? null }
  })
}
