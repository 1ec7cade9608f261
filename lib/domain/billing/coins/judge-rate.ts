import { minutes, seconds } from '@/lib/kernel/clock'
import type { RateQuote } from '@/lib/providers/rates/types'
import { picosText, ratePicos } from './units'

/** Sources may differ by so much; more, and nobody knows the price. */
const mostDeviationPpm = 20_000n
/** A price that moves by more within `jumpWithinMs` waits until a second source says the same. */
const mostJumpPpm = 150_000n
const jumpWithinMs = minutes(10)
/** What a source calls its time may be so old, or so far ahead of our clock. */
const mostAgeMs = minutes(10)
const mostAheadMs = seconds(10)
/** Within this a tether is a dollar. */
const parity = { from: 990_000_000_000n, to: 1_010_000_000_000n, picos: 1_000_000_000_000n }

export type Judged =
  | { state: 'accepted'; rate: string; last: string; quotes: readonly RateQuote[] }
  | { state: 'refused'; problem: 'deviation' | 'jump'; last: string; quotes: readonly RateQuote[] }

/** The price that was accepted last. */
export type Accepted = { last: string; observedAt: Date }

const isTimely = ({ sourceTime }: RateQuote, now: Date): boolean => {
  if (!sourceTime) return true
  const age = now.getTime() - sourceTime.getTime()
  return age <= mostAgeMs && age >= -mostAheadMs
}

/** How far two prices are apart, of the lower one, in millionths. */
function apartPpm(a: string, b: string): bigint {
  const [x, y] = [ratePicos(a), ratePicos(b)]
  const [low, high] = x < y ? [x, y] : [y, x]
  return ((high - low) * 1_000_000n) / low
}

/**
 * What is made of the sources' answers for one pair: the first source's bid less the spread, if the others agree and it has not leapt.
 * A tether is one dollar while its price says so. Null when no source gave a usable answer.
 */
export function judgeRate(answers: readonly RateQuote[], { now, before, spreadBps }: { now: Date; before: Accepted | null; spreadBps: number }): Judged | null {
  const quotes = answers.filter((one) => isTimely(one, now))
  const [first, ...others] = quotes
  if (!first) return null
  const { last } = first
  // A bid is what is quoted: one far from what was paid last is a mistake or an empty book, whoever's it is.
  const prices = [first.bid, ...quotes.map((one) => one.last)]
  if (prices.some((one) => prices.some((other) => apartPpm(one, other) > mostDeviationPpm))) return { state: 'refused', problem: 'deviation', last, quotes }
  const isRecent = before !== null && now.getTime() - before.observedAt.getTime() <= jumpWithinMs
  if (isRecent && others.length === 0 && apartPpm(before.last, last) > mostJumpPpm) return { state: 'refused', problem: 'jump', last, quotes }
  return { state: 'accepted', rate: offeredRate(first, spreadBps), last, quotes }
}

/** What customers are quoted: what the coin can be sold at, less the spread, rounded down. */
function offeredRate({ asset, currency, bid }: RateQuote, spreadBps: number): string {
  const picos = ratePicos(bid)
  if (asset === 'USDT' && currency === 'USD' && picos >= parity.from && picos <= parity.to) return picosText(parity.picos)
  return picosText((picos * BigInt(10_000 - spreadBps)) / 10_000n)
}
