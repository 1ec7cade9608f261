import { hours, plus } from '@/lib/kernel/clock'
import { addDays, dayOf, isDay, startOfDay } from './zoned-day'

export const usagePeriods = ['24h', '7d', '30d', 'current', 'previous', 'custom'] as const
export const usageGroups = ['model', 'key', 'none'] as const
export const usageFigures = ['requests', 'tokens', 'cost', 'errors', 'latency'] as const
export const usageViews = ['chart', 'table'] as const

export type UsagePeriodName = (typeof usagePeriods)[number]
export type UsageGroup = (typeof usageGroups)[number]
export type UsageFigure = (typeof usageFigures)[number]

/** The whole state of the analytics page, as its URL holds it. `from` and `to` are days, both included. */
export type UsageQuery = {
  period: UsagePeriodName
  from?: string
  to?: string
  group: UsageGroup
  figure: UsageFigure
  view: (typeof usageViews)[number]
  cursor?: string
}

export type SearchParams = Record<string, string | string[] | undefined>

/** Half-open `[from, to)`, with the width of one bar. */
export type UsageWindow = { from: Date; to: Date; bucket: 'hour' | 'day' }

type BillingPeriod = { startsAt: Date; endsAt: Date }
type Facts = { now: Date; timeZone: string; current: BillingPeriod | null; previous: BillingPeriod | null }

const longestDays = 400
const first = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? ''
const oneOf = <T extends string>(all: readonly T[], text: string, otherwise: T): T => all.find((one) => one === text) ?? otherwise

/** Reads the URL leniently: what is unknown or impossible becomes the default, never an error page. */
export function parseUsageQuery(params: SearchParams): UsageQuery {
  const [from, to, cursor] = [first(params.from), first(params.to), first(params.cursor)]
  const asked = oneOf(usagePeriods, first(params.period), '30d')
  const isCustom = isDay(from) && isDay(to) && from <= to
  const period = asked === 'custom' && !isCustom ? '30d' : asked
  return {
    period,
    ...(period === 'custom' ? { from, to: addDays(from, longestDays - 1) < to ? addDays(from, longestDays - 1) : to } : {}),
    group: oneOf(usageGroups, first(params.group), 'model'),
    figure: oneOf(usageFigures, first(params.figure), 'cost'),
    view: oneOf(usageViews, first(params.view), 'chart'),
    ...(cursor ? { cursor } : {}),
  }
}

/** The query string of a changed query; defaults are left out, and any change but of the page begins at the first page. */
export function usageSearch(query: UsageQuery, change: Partial<UsageQuery> = {}): string {
  const { cursor, ...next } = { ...query, cursor: undefined, ...change }
  const defaults = parseUsageQuery({})
  const entries = Object.entries({ ...next, ...(cursor ? { cursor } : {}) }).filter(([key, value]) => {
    if (value === undefined || ((key === 'from' || key === 'to') && next.period !== 'custom')) return false
    return value !== defaults[key as keyof UsageQuery]
  })
  const text = new URLSearchParams(entries as [string, string][]).toString()
  return text ? `?${text}` : ''
}

function lastDays(count: number, { now, timeZone }: Facts): UsageWindow {
  const today = dayOf(now, timeZone)
  return { from: startOfDay(addDays(today, 1 - count), timeZone), to: startOfDay(addDays(today, 1), timeZone), bucket: 'day' }
}

function lastHours(count: number, { now }: Facts): UsageWindow {
  const thisHour = new Date(Math.floor(now.getTime() / hours(1)) * hours(1))
  return { from: plus(thisHour, hours(1 - count)), to: plus(thisHour, hours(1)), bucket: 'hour' }
}

const ofBilling = (period: BillingPeriod): UsageWindow => ({ from: period.startsAt, to: period.endsAt, bucket: 'day' })

/** The instants a query asks about. Without a subscription "this period" is the last 30 days and "last period" those before. */
export function windowOf(query: UsageQuery, facts: Facts): UsageWindow {
  switch (query.period) {
    case '24h': return lastHours(24, facts)
    case '7d': return lastDays(7, facts)
    case '30d': return lastDays(30, facts)
    case 'current': return facts.current ? ofBilling(facts.current) : lastDays(30, facts)
    case 'previous': {
      if (facts.previous) return ofBilling(facts.previous)
      return lastDays(30, { ...facts, now: plus(facts.now, -hours(24 * 30)) })
    }
    case 'custom': {
      const { from = '', to = '' } = query
      const window = { from: startOfDay(from, facts.timeZone), to: startOfDay(addDays(to, 1), facts.timeZone) }
      return { ...window, bucket: from === to ? 'hour' : 'day' }
    }
  }
}
