import type { ClientRun } from '@/lib/domain/context'
import type { Db } from '@/lib/db/transaction'
import { findRate, rateWhenSeen } from './find-rate'
import { quoteAt, seenSince, type CoinArrival, type Coins } from './read-coins'
import { valueMinor } from './units'

type Priced = { currency: string; mode: string }

/** What an arrival is worth: at the promise it came in time for, else at the rate of when it was seen. Null while there is no rate. */
async function valueOf(db: Db, arrival: CoinArrival, coins: Coins, { currency, mode }: Priced, now: Date): Promise<{ rate: string; valueMinor: bigint } | null> {
  const { asset, units } = arrival
  const seen = seenSince(arrival, coins.arrivals)
  const quote = quoteAt(coins.quotes, asset, seen)
  if (quote) return { rate: quote.rate, valueMinor: units === quote.units ? quote.fiatMinor : valueMinor(units, currency, quote.rate, asset) }
  const rate = await rateWhenSeen(db, { asset, currency, mode }, seen, now)
  return rate === null ? null : { rate, valueMinor: valueMinor(units, currency, rate, asset) }
}

/** Puts a value on what came, once and for all; what has no rate yet is left for later. */
export async function valueCoins({ db, clientId, clock }: ClientRun, coins: Coins, priced: Priced): Promise<Coins> {
  const arrivals: CoinArrival[] = []
  for (const arrival of coins.arrivals) {
    const value = arrival.valueMinor === null && arrival.goneAt === null ? await valueOf(db, arrival, coins, priced, clock.now()) : null
    if (value) await db.coinArrival.updateMany({ where: { clientId, id: arrival.id, valueMinor: null }, data: value })
    arrivals.push(value ? { ...arrival, ...value } : arrival)
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
