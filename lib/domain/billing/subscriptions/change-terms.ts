import { firstPeriod, type Anchor, type Interval, type Period } from '../period'
import { shareOf, toSecond, unusedOf, type Span } from './proration'

/** What is sold: a plan version by the month or year, for so many seats. `amountMinor` is the price of an interval for all of them. */
export type Offer = { planVersionId: string; rank: number; interval: Interval; quantity: number; amountMinor: bigint; trialDays: number }

export type Holding = { status: string; offer: Omit<Offer, 'trialDays'>; anchor: Anchor; period: Period; span: Span | null }

/**
 * How a change takes effect: `now` it is charged and replaces the running span; at `period_end` it waits and costs nothing today; during
 * a trial it is `free` and the trial goes on; `none` when it is what the client has.
 */
export type Terms =
  | { timing: 'none' }
  | { timing: 'free' | 'period_end'; at: Date; next: Offer }
  | {
    timing: 'now'
    at: Date
    next: Offer
    anchor: Anchor
    /** Whether a new period begins with it; else the running one goes on to its end. */
    beginsAnew: boolean
    /** The period that is billed with it. */
    period: Period
    /** What the rest of the period costs at the new price, and what of the old price is not used up. */
    chargeMinor: bigint
    unusedMinor: bigint
  }

const months: Record<Interval, bigint> = { month: 1n, year: 12n }

/**
 * Dearer by the month, or as good a plan held for longer: an upgrade. A shorter interval is one only with a better plan (the same plan
 * is dearer by the month, but nobody who has paid a year means to pay again). Everything else waits for the end of what is paid.
 */
function isUpgrade(held: Holding['offer'], next: Offer): boolean {
  const isDearer = next.amountMinor * months[held.interval] > held.amountMinor * months[next.interval]
  if (held.interval === next.interval) return isDearer
  return next.interval === 'year' ? isDearer || (next.rank >= held.rank && next.amountMinor > 0n) : isDearer && next.rank > held.rank
}

const isSame = (held: Holding['offer'], next: Offer): boolean =>
  held.planVersionId === next.planVersionId && held.interval === next.interval && held.quantity === next.quantity

/** Decides when and for how much `next` replaces what is held, at one instant. Pure: previews, confirmations and replays agree. */
export function changeTerms(holding: Holding, next: Offer, instant: Date): Terms {
  const at = toSecond(instant)
  const { offer: held, anchor, period, span } = holding
  if (isSame(held, next)) return { timing: 'none' }
  if (holding.status === 'trialing' && next.trialDays > 0) return { timing: 'free', at, next }
  if (holding.status !== 'trialing' && !isUpgrade(held, next)) return { timing: 'period_end', at: period.endsAt, next }
  const beginsAnew = holding.status === 'trialing' || held.interval !== next.interval || held.amountMinor === 0n
  const unusedMinor = span ? unusedOf(span, at) : 0n
  if (beginsAnew) return { timing: 'now', at, next, beginsAnew, ...firstPeriod(at, anchor.timeZone, next.interval), chargeMinor: next.amountMinor, unusedMinor }
  const rest = { startsAt: at, endsAt: period.endsAt }
  return { timing: 'now', at, next, beginsAnew, anchor, period: rest, chargeMinor: shareOf(next.amountMinor, rest, period), unusedMinor }
}
