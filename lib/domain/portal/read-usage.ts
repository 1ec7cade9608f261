import type { Db } from '@/lib/db/transaction'
import { localDate, startOfDay, type CalendarDate } from '@/lib/domain/billing/calendar'
import { scaledToDecimal } from '@/lib/kernel/money'

export type UsageRow = { hour: Date; modelId: string; requests: bigint; errors: bigint; costPicos: bigint; billedPicos: bigint }

/** The client's roll-up rows from `from` on, by hour and model: at most a few thousand, whatever the history. */
export async function readUsage(db: Db, clientId: string, from: Date): Promise<UsageRow[]> {
  const rows = await db.usageMetrics.groupBy({
    by: ['hour', 'modelId'],
    where: { clientId, hour: { gte: from } },
    _sum: { requests: true, errors: true, costPicos: true, billedPicos: true },
  })
  return rows.map(({ hour, modelId, _sum }) => ({
    hour, modelId, requests: _sum.requests ?? 0n, errors: _sum.errors ?? 0n, costPicos: _sum.costPicos ?? 0n, billedPicos: _sum.billedPicos ?? 0n,
  }))
}

const next = ({ year, month, day }: CalendarDate): CalendarDate => {
  const date = new Date(Date.UTC(year, month - 1, day + 1))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Starts of the local days that `[from, to)` touches. */
export function daysBetween(from: Date, to: Date, timeZone: string): Date[] {
  const starts: Date[] = []
  for (let day = localDate(from, timeZone); ; day = next(day)) {
    const start = startOfDay(day, timeZone)
    if (start >= to) return starts
    starts.push(start)
  }
}

/** The start of the local day `count` days before the one that `instant` is in. */
export function dayStartBefore(instant: Date, count: number, timeZone: string): Date {
  const { year, month, day } = localDate(instant, timeZone)
  const date = new Date(Date.UTC(year, month - 1, day - count))
  return startOfDay({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }, timeZone)
}

/** The index of the day that `instant` is in, or -1 before the first. `starts` is in order. */
export function dayIndex(starts: readonly Date[], instant: Date): number {
  return starts.findLastIndex((start) => start <= instant)
}

export const sumOf = (rows: readonly UsageRow[], field: 'requests' | 'errors' | 'costPicos' | 'billedPicos'): bigint =>
  rows.reduce((total, row) => total + row[field], 0n)

/** Picos as decimal text of the major unit, exactly. */
export const decimalOf = (picos: bigint): string => scaledToDecimal(picos, 12)

/** What each model cost on each day, the dearest model first. */
export function costByModel(rows: readonly UsageRow[], starts: readonly Date[], slugs: ReadonlyMap<string, string>): { model: string; costs: string[] }[] {
  const costs = new Map<string, bigint[]>()
  for (const row of rows) {
    const index = dayIndex(starts, row.hour)
    if (index < 0) continue
    const days = costs.get(row.modelId) ?? starts.map(() => 0n)
    days[index] = (days[index] ?? 0n) + row.costPicos
    costs.set(row.modelId, days)
  }
  const total = (days: bigint[]): bigint => days.reduce((a, b) => a + b, 0n)
  return [...costs]
    .sort(([, a], [, b]) => (total(b) > total(a) ? 1 : -1))
    .map(([modelId, days]) => ({ model: slugs.get(modelId) ?? modelId, costs: days.map(decimalOf) }))
}
