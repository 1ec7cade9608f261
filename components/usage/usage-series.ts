import { formatCompact, formatNumber } from '@/lib/i18n/format'
import { formatPicos } from '@/lib/kernel/money'
import type { UsageFigure } from './usage-query'

/** What happened in one bucket. Costs are exact picos (1e-12 of the major unit). */
export type UsageCell = {
  requests: number
  errors: number
  inputTokens: number
  outputTokens: number
  costPicos: bigint
  billedPicos: bigint
  latencyMsSum: number
}

export type UsagePoint = UsageCell & { at: Date; group: string }

/** One line of the chart and of the ranked table. `group` is null for what did not fit: "Other". */
export type UsageSeries = { group: string | null; cells: UsageCell[]; total: UsageCell }

export type UsageShape = { starts: Date[]; series: UsageSeries[]; totals: UsageCell[]; total: UsageCell }

const empty = (): UsageCell => ({ requests: 0, errors: 0, inputTokens: 0, outputTokens: 0, costPicos: 0n, billedPicos: 0n, latencyMsSum: 0 })

export const addCells = (a: UsageCell, b: UsageCell): UsageCell => ({
  requests: a.requests + b.requests,
  errors: a.errors + b.errors,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costPicos: a.costPicos + b.costPicos,
  billedPicos: a.billedPicos + b.billedPicos,
  latencyMsSum: a.latencyMsSum + b.latencyMsSum,
})

const sum = (cells: readonly UsageCell[]): UsageCell => cells.reduce(addCells, empty())

/** The chart has six colours: with more groups, five and "Other". */
const mostSeries = 6

function merged(group: string | null, all: readonly UsageSeries[], width: number): UsageSeries {
  const cells = Array.from({ length: width }, (_, i) => sum(all.map((series) => series.cells[i] ?? empty())))
  return { group, cells, total: sum(cells) }
}

/**
 * Points as series over the buckets that begin at `starts`. Series are ranked by cost, then by requests, whichever figure
 * is shown, so that a model keeps its colour when another figure is chosen.
 */
export function shapeUsage(points: readonly UsagePoint[], starts: readonly Date[]): UsageShape {
  const byGroup = new Map<string, UsageCell[]>()
  for (const { at, group, ...cell } of points) {
    const index = starts.findLastIndex((start) => start <= at)
    if (index < 0) continue
    const cells = byGroup.get(group) ?? starts.map(empty)
    cells[index] = addCells(cells[index] ?? empty(), cell)
    byGroup.set(group, cells)
  }
  const ranked = [...byGroup]
    .map(([group, cells]): UsageSeries => ({ group, cells, total: sum(cells) }))
    .sort(({ total: a }, { total: b }) => (a.costPicos === b.costPicos ? b.requests - a.requests : b.costPicos > a.costPicos ? 1 : -1))
  const series = ranked.length <= mostSeries ? ranked : [...ranked.slice(0, mostSeries - 1), merged(null, ranked.slice(mostSeries - 1), starts.length)]
  const totals = starts.map((_, i) => sum(series.map((one) => one.cells[i] ?? empty())))
  return { starts: [...starts], series, totals, total: sum(totals) }
}

const picosPerMicro = 1_000_000n

/** A figure as a number for drawing only; what is read is always `figureText`. */
export function figureNumber(cell: UsageCell, figure: UsageFigure): number {
  switch (figure) {
    case 'requests': return cell.requests
    case 'errors': return cell.errors
    case 'tokens': return cell.inputTokens + cell.outputTokens
    case 'cost': return Number(cell.costPicos / picosPerMicro) / 1_000_000
    case 'latency': return cell.requests === 0 ? 0 : Math.round(cell.latencyMsSum / cell.requests)
  }
}

/** Milliseconds for people: "840 ms", "2.1 s". */
export const formatMs = (ms: number): string => (ms < 1000 ? `${formatNumber(Math.round(ms))} ms` : `${formatNumber(Math.round(ms / 100) / 10)} s`)

/** A figure in full, as it stands in tables. */
export function figureText(cell: UsageCell, figure: UsageFigure, currency: string): string {
  if (figure === 'cost') return formatPicos(cell.costPicos, currency)
  if (figure === 'latency') return cell.requests === 0 ? '—' : formatMs(cell.latencyMsSum / cell.requests)
  return formatNumber(figureNumber(cell, figure))
}

const picosPerTenThousandth = 100_000_000n

/** A cost with at most four decimals, unless it would then be nothing. */
function shortCost(picos: bigint, currency: string): string {
  const rounded = ((picos + picosPerTenThousandth / 2n) / picosPerTenThousandth) * picosPerTenThousandth
  return formatPicos(rounded === 0n ? picos : rounded, currency)
}

/** A figure where there is little room; the exact one stands behind it. */
export function figureShort(cell: UsageCell, figure: UsageFigure, currency: string): string {
  if (figure === 'cost') return shortCost(cell.costPicos, currency)
  return figure === 'requests' || figure === 'tokens' || figure === 'errors' ? formatCompact(figureNumber(cell, figure)) : figureText(cell, figure, currency)
}

/** Averages cannot be stacked or added up; everything else can. */
export const isStackable = (figure: UsageFigure): boolean => figure !== 'latency'
