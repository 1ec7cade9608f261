import type { CoinAsset } from '@/lib/providers/chains/types'
import { isBooked, type CoinArrival } from './read-coins'

export type CoinShare = { network: string; asset: CoinAsset; amountMinor: bigint; units: bigint }

/** What has been promised back already, in one coin. */
export type GivenBack = { network: string; asset: string; amountMinor: bigint; units: bigint }

/** What came in each coin and is not given back, the latest coin first. */
function leftIn(arrivals: readonly CoinArrival[], given: readonly GivenBack[]): CoinShare[] {
  const left = new Map<string, CoinShare>()
  for (const { network, asset, valueMinor, units } of arrivals.filter(isBooked).toReversed()) {
    const before = left.get(`${network} ${asset}`)
    left.set(`${network} ${asset}`, { network, asset, amountMinor: (before?.amountMinor ?? 0n) + (valueMinor ?? 0n), units: (before?.units ?? 0n) + units })
  }
  for (const { network, asset, amountMinor, units } of given) {
    const before = left.get(`${network} ${asset}`)
    if (before) left.set(`${network} ${asset}`, { ...before, amountMinor: before.amountMinor - amountMinor, units: before.units - units })
  }
  return [...left.values()].filter(({ amountMinor, units }) => amountMinor > 0n && units > 0n)
}

/**
 * Which coins give `amountMinor` back: the same share of the coins that it is of their value when they came, so that never more leaves
 * than came, whatever the rate has done since.
 */
export function coinShares(arrivals: readonly CoinArrival[], given: readonly GivenBack[], amountMinor: bigint): CoinShare[] {
  let open = amountMinor
  return leftIn(arrivals, given).flatMap((left) => {
    const minor = left.amountMinor < open ? left.amountMinor : open
    open -= minor
    return minor > 0n ? [{ ...left, amountMinor: minor, units: (left.units * minor) / left.amountMinor }] : []
  })
}
