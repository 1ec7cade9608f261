import { unitsOf } from '@/lib/db/stored-units'
import type { Db } from '@/lib/db/transaction'
import { hours, plus } from '@/lib/kernel/clock'
import type { CoinAsset } from '@/lib/providers/chains/types'

const quoteFields = { id: true, addressId: true, asset: true, rate: true, currency: true, fiatMinor: true, units: true, createdAt: true, endsAt: true } as const
const arrivalFields = {
  id: true, addressId: true, network: true, asset: true, units: true, txHash: true, seenAt: true, blockHeight: true, confirmations: true, isFinal: true, goneAt: true,
  valueMinor: true, rate: true, bookedAt: true, reversedAt: true, surplusMinor: true, bookings: true,
} as const
const addressFields = { id: true, network: true, asset: true, address: true, watchUntil: true } as const

/** What belongs to one payment with coins: its addresses, the prices that were promised, and everything that came, but for coins of the operator's own; each oldest first. */
export async function readCoins(db: Db, clientId: string, paymentId: string) {
  const [addresses, quotes, arrivals] = await Promise.all([
    db.coinAddress.findMany({ where: { clientId, paymentId }, orderBy: { id: 'asc' }, select: addressFields }),
    db.coinQuote.findMany({ where: { clientId, paymentId }, orderBy: { id: 'asc' }, select: quoteFields }),
    db.coinArrival.findMany({ where: { clientId, owner: { paymentId }, ignoredAt: null }, orderBy: [{ seenAt: 'asc' }, { id: 'asc' }], select: arrivalFields }),
  ])
  return {
    addresses,
    quotes: quotes.map((row) => ({ ...row, asset: row.asset as CoinAsset, units: unitsOf(row.units) })), // held to its list by a CHECK
    arrivals: arrivals.map((row) => ({ ...row, asset: row.asset as CoinAsset, units: unitsOf(row.units) })),
  }
}

export type Coins = Awaited<ReturnType<typeof readCoins>>
export type CoinQuote = Coins['quotes'][number]
export type CoinArrival = Coins['arrivals'][number]

/** In the books now. */
export const isBooked = ({ bookedAt, reversedAt }: CoinArrival): boolean => bookedAt !== null && reversedAt === null
/** On its way: the chain shows it, and it is not in the books. */
export const isUnderWay = (arrival: CoinArrival): boolean => arrival.goneAt === null && !isBooked(arrival)
/** In the books, and the chain shows it in no block any more. */
export const isUndone = (arrival: CoinArrival): boolean => isBooked(arrival) && (arrival.goneAt !== null || arrival.blockHeight === null)

const sumOf = (arrivals: readonly CoinArrival[]): bigint => arrivals.reduce((sum, { valueMinor }) => sum + (valueMinor ?? 0n), 0n)
export const bookedMinor = (arrivals: readonly CoinArrival[]): bigint => sumOf(arrivals.filter(isBooked))
export const underWayMinor = (arrivals: readonly CoinArrival[]): bigint => sumOf(arrivals.filter(isUnderWay))
export const surplusOf = (arrivals: readonly CoinArrival[]): bigint => arrivals.filter(isBooked).reduce((sum, { surplusMinor }) => sum + surplusMinor, 0n)

/** What takes the place of another payment is seen with the other's end, or soon after it. */
const succeedsWithinMs = hours(1)

/**
 * Since when the coins have been known to come: a payment whose fee was raised, or that a reorganisation moved to another block, is
 * another arrival of the same amount, and keeps the time of the first. One that is gone has one heir, and that at once: else whoever
 * takes a payment back could keep its price for another day, or for any number of payments.
 */
export function seenSince(arrival: CoinArrival, arrivals: readonly CoinArrival[]): Date {
  const lines: { since: Date; goneAt: Date | null }[] = []
  for (const one of arrivals.filter((other) => other.addressId === arrival.addressId && other.asset === arrival.asset && other.units === arrival.units)) {
    const line = lines.find(({ goneAt }) => goneAt !== null && goneAt <= one.seenAt && one.seenAt <= plus(goneAt, succeedsWithinMs))
    if (one.id === arrival.id) return line?.since ?? one.seenAt
    if (line) line.goneAt = one.goneAt
    else lines.push({ since: one.seenAt, goneAt: one.goneAt })
  }
  return arrival.seenAt
}

/** The promise that coins seen at `at` are valued by: the latest one for this coin that was in force then. */
export const quoteAt = (quotes: readonly CoinQuote[], asset: CoinAsset, at: Date): CoinQuote | undefined =>
  quotes.findLast((quote) => quote.asset === asset && quote.createdAt <= at && at < quote.endsAt)
