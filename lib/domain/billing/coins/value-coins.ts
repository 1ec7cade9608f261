import type { ClientRun } from '@/lib/domain/context'
import type { Db } from '@/lib/db/transaction'
import { days, plus } from '@/lib/kernel/clock'
import { findRate, rateWhenSeen } from './find-rate'
import { isUnderWay, quoteAt, seenSince, type CoinArrival, type Coins } from './read-coins'
import { valueMinor } from './units'

type Priced = { currency: string; mode: string }

/** Coins that are seen in time and not sure so long after are worth what they are then: who can still take them back has no say in the day of their price. */
const priceWaitsMs = days(1)

const isOverdue = (arrival: CoinArrival, { arrivals }: Coins, now: Date): boolean => arrival.bookings === 0 && plus(seenSince(arrival, arrivals), priceWaitsMs) < now

type Value = { rate: string; valueMinor: bigint }

/** What an arrival is worth: at the promise it came in time for, else at the rate of when it was seen. Null while there is no rate. */
async function valueOf(db: Db, arrival: CoinArrival, coins: Coins, { currency, mode }: Priced, now: Date): Promise<Value | null> {
  const { asset, units } = arrival
  const at = (rate: string | undefined | null): Value | null => (rate === undefined || rate === null ? null : { rate, valueMinor: valueMinor(units, currency, rate, asset) })
  if (isOverdue(arrival, coins, now)) return at((await findRate(db, { asset, currency, mode }, now)).usable?.rate)
  const seen = seenSince(arrival, coins.arrivals)
  const quote = quoteAt(coins.quotes, asset, seen)
  if (quote) return { rate: quote.rate, valueMinor: units === quote.units ? quote.fiatMinor : valueMinor(units, currency, quote.rate, asset) }
  return at(await rateWhenSeen(db, { asset, currency, mode }, seen, now))
}

/** Puts a value on what came, once, or anew each time while it is overdue; what has no rate is left for later. */
export async function valueCoins({ db, clientId, clock }: ClientRun, coins: Coins, priced: Priced): Promise<Coins> {
  const now = clock.now()
  const arrivals: CoinArrival[] = []
  for (const arrival of coins.arrivals) {
    if (!isUnderWay(arrival) || (arrival.valueMinor !== null && !isOverdue(arrival, coins, now))) {
      arrivals.push(arrival)
      continue
    }
    const value = (await valueOf(db, arrival, coins, priced, now)) ?? { rate: null, valueMinor: null }
    await db.coinArrival.updateMany({ where: { clientId, id: arrival.id }, data: value })
    arrivals.push({ ...arrival, ...value })
  }
  return { ...coins, arrivals }
}

/** What all coins of a payment that are not gone are worth in cents of a dollar; null when there is no rate for one of them. */
export async function worthInCents(db: Db, arrivals: readonly CoinArrival[], { currency, mode }: Priced, now: Date): Promise<bigint | null> {
  let cents = 0n
  for (const { asset, units, valueMinor: value, goneAt } of arrivals) {
    if (goneAt !== null) continue
    if (currency === 'USD' && value !== null) {
      cents += value
      continue
    }
    const { usable } = await findRate(db, { asset, currency: 'USD', mode }, now)
    if (!usable) return null
    cents += valueMinor(units, 'USD', usable.rate, asset)
  }
  return cents
}
