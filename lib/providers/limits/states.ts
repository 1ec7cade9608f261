import type { LimitRule, LimitState } from './types'

const micros = 1_000_000

export const periodMicros = (rule: LimitRule): number => (rule.kind === 'slots' ? 0 : rule.periodSeconds * micros)

/** What one unit is in a cell's level. */
export const weightOf = (rule: LimitRule): number => (rule.kind === 'rate' ? periodMicros(rule) : 1)

/** A process hands out what it took ahead for so long at most after it asked the store for it. */
export const aheadMs = 100
/** Of a limit a process takes one in so many ahead, at most. */
const aheadPart = 1_000
/** Of a rate that may be handed out later than it is counted, one unit in so many is kept out of every count: at least `aheadMs` of its period. */
const latePart = 600
const shortestPeriodSeconds = (latePart * aheadMs) / 1_000
const leastReserved = 1_000_000
const leastUnits = 10_000
const leastSlots = 1_000

/** Whether units of such a limit may be taken ahead. Every process must answer alike: it decides how large a rate is counted. */
export function mayBeAhead(rule: LimitRule): boolean {
  if (rule.kind === 'slots') return rule.limit >= leastSlots
  if (rule.kind === 'window') return rule.limit >= leastUnits
  return rule.periodSeconds >= shortestPeriodSeconds && rule.limit >= (rule.isReserved ? leastReserved : leastUnits)
}

/** The most units of a limit that a process takes ahead. */
export const mostAhead = ({ limit }: LimitRule): number => Math.floor(limit / aheadPart)

/**
 * How large a limit is counted. A unit of a rate may be handed out up to `aheadMs` after the store counted it, so within t at most what is
 * counted within t + `aheadMs`: (limit - limit / 600) × (1 + (t + 0.1 s) / period) < limit × (1 + t / period) for periods from a minute on.
 */
export const sizeOf = (rule: LimitRule): number => (rule.kind === 'rate' && mayBeAhead(rule) ? rule.limit - Math.ceil(rule.limit / latePart) : rule.limit)

/** Both stores keep the same levels, so what they mean is worked out here, once. */
export function stateOf(rule: LimitRule, level: number, nowMicros: number): LimitState {
  const { limit, cost } = rule
  if (rule.kind === 'slots') return { limit, remaining: Math.max(0, limit - level), resetSeconds: 0, retrySeconds: 1 }
  const period = periodMicros(rule)
  if (rule.kind === 'window') {
    const resetSeconds = (period - (nowMicros % period)) / micros
    return { limit, remaining: Math.max(0, limit - level), resetSeconds, retrySeconds: resetSeconds }
  }
  const size = sizeOf(rule)
  const over = level + cost * period - size * period
  return { limit, remaining: Math.max(0, Math.floor((size * period - level) / period)), resetSeconds: level / size / micros, retrySeconds: Math.max(0, over / size / micros) }
}

/** Of those that refuse, the one that needs the longest wait; -1 where none does. */
export function longestOf(states: readonly LimitState[], refuses: (index: number) => boolean): number {
  let [found, longest] = [-1, -1]
  for (const [i, { retrySeconds }] of states.entries()) if (refuses(i) && retrySeconds > longest) [found, longest] = [i, retrySeconds]
  return found
}
