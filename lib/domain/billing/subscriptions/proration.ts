import { divideHalfEven } from '@/lib/kernel/money'
import type { Period } from '../period'

/** Service is counted by the second: an act happens at the beginning of its second. */
export const toSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1_000) * 1_000)

const between = (from: Date, to: Date): bigint => BigInt(to.getTime() - from.getTime())

/** What `part` of a period costs when `whole` costs `priceMinor`, rounded half to even once. */
export function shareOf(priceMinor: bigint, part: Period, whole: Period): bigint {
  return divideHalfEven(priceMinor * between(part.startsAt, part.endsAt), between(whole.startsAt, whole.endsAt))
}

/**
 * A stretch of service: `netMinor` was billed for [startsAt, billedUntil) on the price list's terms, after discounts; it was cut to
 * end at `endsAt`, and `creditedMinor` was given back for the rest.
 */
export type Span = { startsAt: Date; endsAt: Date; billedUntil: Date; netMinor: bigint; creditedMinor: bigint }

/** What of a span's price is not used up at `at`: used and unused always add up to what was billed. */
export function unusedOf(span: Span, at: Date): bigint {
  if (at >= span.endsAt) return 0n
  const from = at < span.startsAt ? span.startsAt : at
  const used = divideHalfEven(span.netMinor * between(span.startsAt, from), between(span.startsAt, span.billedUntil))
  return span.netMinor - used - span.creditedMinor
}

/** The allowance of a month, and how much of it is used. */
export type Allowance = Period & { includedTokens: bigint; usedTokens: bigint }

const least = <T extends bigint | Date>(a: T, b: T): T => (a < b ? a : b)

/**
 * What of a span's rest was used ahead of its time. Tokens beyond the share of the month that has passed are taken from the month's rest, by
 * their part of the tokens that were meant for it; whoever used no more than their time's share loses nothing.
 */
export function usedAheadOf(span: Span, at: Date, { startsAt, endsAt, includedTokens, usedTokens }: Allowance): bigint {
  const until = least(endsAt, span.endsAt)
  if (includedTokens === 0n || at < startsAt || at >= until) return 0n
  const [passed, whole] = [between(startsAt, at), between(startsAt, endsAt)]
  const ahead = usedTokens * whole - includedTokens * passed
  const left = includedTokens * (whole - passed)
  const rest = unusedOf(span, at) - unusedOf(span, until)
  return ahead <= 0n ? 0n : divideHalfEven(rest * least(ahead, left), left)
}

/** The span as it stands after its service ended at `at` and the rest was given back (or not). */
export function cutAt<S extends Span>(span: S, at: Date, creditMinor: bigint): S {
  const endsAt = at < span.startsAt ? span.startsAt : at
  return at >= span.endsAt ? span : { ...span, endsAt, creditedMinor: span.creditedMinor + creditMinor }
}
