import type { Return } from './returns'
import { aheadMs, mayBeAhead, mostAhead, periodMicros, sizeOf, weightOf } from './states'
import type { LimitRule } from './types'

/** Units that were taken together. */
type Portion = { left: number; untilMs: number }

/** A limit that is much asked for. Times are of this process's own clock, which never goes back. */
export type Cell = {
  readonly rule: LimitRule
  readonly weight: number
  readonly size: number
  /** Its place was taken by one of another size. */
  isGone: boolean
  /** Oldest first. Of a window and of slots there is one. */
  portions: Portion[]
  /** Of all of them, until the first ends. */
  left: number
  endsMs: number
  from: string
  /** By the store's last answer, without what is left here; what was handed out since is added. */
  level: number
  nowMicros: number
  sentMs: number
  isRoomy: boolean
  isAsked: boolean
  spanEndMs: number
  /** Of this span and of the two before it; units only of requests that could have been served here. */
  requests: number
  units: number
  lastRequests: number
  lastUnits: number
  earlierUnits: number
  /** The least that was left in this span, and in the one before. */
  least: number
  lastLeast: number
}

/** What is used is counted over so long. */
const spanMs = 100
/** Fewer requests than this in a span, or too little for as many more, are not worth it. */
export const fewRequests = 4

/** Of a limit at most so much may be used for units to be taken ahead: nobody may be short of them, and what is lost of a rate must not hurt. */
export function hasRoom(rule: LimitRule, level: number): boolean {
  const used = level / weightOf(rule) / rule.limit
  if (rule.kind === 'window') return used <= 0.9
  return used <= (rule.kind === 'slots' || rule.isReserved ? 1 / 2 : 1 / 8)
}

export const cellOf = (rule: LimitRule, nowMs: number): Cell => ({
  rule, weight: weightOf(rule), size: sizeOf(rule), isGone: false, portions: [], left: 0, endsMs: Infinity, from: '', level: 0, nowMicros: 0, sentMs: -Infinity, isRoomy: false, isAsked: false,
  spanEndMs: nowMs + spanMs, requests: 0, units: 0, lastRequests: 0, lastUnits: 0, earlierUnits: 0, least: 0, lastLeast: 0,
})

export const isSame = (a: LimitRule, b: LimitRule): boolean => a.key === b.key && a.limit === b.limit && a.kind === b.kind && periodMicros(a) === periodMicros(b)

/** A part of such a limit is worth a few requests. */
export const isWorthIt = (rule: LimitRule): boolean => mayBeAhead(rule) && (rule.kind === 'slots' || mostAhead(rule) >= fewRequests * rule.cost)

export const isFresh = (cell: Cell, nowMs: number): boolean => nowMs < cell.sentMs + aheadMs
export const isServing = (cell: Cell, nowMs: number): boolean => cell.isRoomy && isFresh(cell, nowMs)
export const hasUnits = (cell: Cell | undefined, rule: LimitRule | undefined, nowMs: number): boolean =>
  cell !== undefined && rule !== undefined && isServing(cell, nowMs) && leftOf(cell, nowMs) >= rule.cost

export function roll(cell: Cell, nowMs: number): void {
  if (nowMs < cell.spanEndMs) return
  const isNext = nowMs < cell.spanEndMs + spanMs
  cell.earlierUnits = isNext ? cell.lastUnits : 0
  cell.lastUnits = isNext ? cell.units : 0
  cell.lastRequests = isNext ? cell.requests : 0
  cell.lastLeast = isNext ? cell.least : cell.left
  cell.requests = 0
  cell.units = 0
  cell.least = cell.left
  cell.spanEndMs = nowMs + spanMs
}

/** As much as each of the last two spans used: what is not used is lost or must go back. */
export const wantOf = ({ rule, isRoomy, lastUnits, earlierUnits }: Cell): number => (isRoomy && rule.kind !== 'slots' ? Math.min(mostAhead(rule), lastUnits, earlierUnits) : 0)

export function count(cell: Cell): void {
  cell.left = cell.portions.reduce((sum, { left }) => sum + left, 0)
  cell.endsMs = cell.portions[0]?.untilMs ?? Infinity
}

/** What may be handed out now. */
export function leftOf(cell: Cell, nowMs: number): number {
  if (nowMs < cell.endsMs) return cell.left
  if (cell.rule.kind === 'slots') return 0 // until they are renewed
  const before = cell.left
  cell.portions = cell.portions.filter(({ untilMs }) => nowMs < untilMs)
  count(cell)
  if (cell.rule.kind === 'rate') cell.level += (before - cell.left) * cell.weight // counted, and never handed out
  return cell.left
}

export function charge(cell: Cell, cost: number): void {
  let open = cost
  for (const portion of cell.portions) {
    const taken = Math.min(open, portion.left)
    portion.left -= taken
    open -= taken
    if (open === 0) break
  }
  cell.left -= cost
  cell.level += cost * cell.weight
  if (cell.left < cell.least) cell.least = cell.left
}

export function keepOfWindow(cell: Cell, from: string, { left, untilMs }: Portion): void {
  const known = cell.from === from ? cell.left : 0 // what is left of another hour went with it
  cell.from = from
  cell.portions = [{ left: known + left, untilMs }]
}

/** Everything that is left of a window or of slots; units of a rate are lost. */
export function allOf(cell: Cell, nowMs: number): Return[] {
  const amount = cell.rule.kind === 'slots' ? cell.left : cell.rule.kind === 'window' ? leftOf(cell, nowMs) : 0
  cell.level += cell.left * cell.weight
  cell.portions = cell.portions.map(({ untilMs }) => ({ left: 0, untilMs }))
  count(cell)
  return amount > 0 ? [{ rule: cell.rule, from: cell.from, amount }] : []
}

/** Half of the slots that nobody needed in the last span. */
export function spare(cell: Cell): Return[] {
  const [portion] = cell.portions
  const amount = cell.rule.kind === 'slots' && portion ? Math.floor(Math.min(cell.lastLeast, cell.least, cell.left) / 2) : 0
  if (!portion || amount <= 0) return []
  portion.left -= amount
  cell.least -= amount
  cell.lastLeast -= amount
  count(cell)
  return [{ rule: cell.rule, from: cell.from, amount }]
}
