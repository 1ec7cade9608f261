import type { CoinAsset } from '@/lib/providers/chains/types'

/** Confirmations by what a payment's coins are worth in dollars, from the least; null = its block must be final. */
const tiers: Record<CoinAsset, readonly { belowCents: bigint | null; confirmations: number | null }[]> = {
  BTC: [{ belowCents: 100_00n, confirmations: 1 }, { belowCents: 1_000_00n, confirmations: 2 }, { belowCents: null, confirmations: 6 }],
  ETH: [{ belowCents: 1_000_00n, confirmations: 12 }, { belowCents: null, confirmations: null }],
  USDT: [{ belowCents: 1_000_00n, confirmations: 12 }, { belowCents: null, confirmations: null }],
}

/**
 * How many confirmations coins need before they count. `cents` is what all coins of the payment are worth together, so that a large
 * sum in small parts is no less sure; null where nobody knows, which asks for the most.
 */
export function confirmationsNeeded(asset: CoinAsset, cents: bigint | null): number | null {
  const tier = tiers[asset].find(({ belowCents }) => belowCents === null || (cents !== null && cents < belowCents))
  return tier?.confirmations ?? null
}

type Confirmed = { confirmations: number; isFinal: boolean; blockHeight: number | null }

/** A block that is final is enough for any sum; the mempool for none. */
export const isConfirmed = ({ confirmations, isFinal, blockHeight }: Confirmed, needed: number | null): boolean =>
  blockHeight !== null && (isFinal || (needed !== null && confirmations >= needed))
