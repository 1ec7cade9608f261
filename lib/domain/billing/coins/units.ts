import { assert } from '@/lib/kernel/assert'
import { scaledToDecimal } from '@/lib/kernel/money'
import { parsePicos, picosPerMinor } from '@/lib/kernel/rate'
import { coinDecimals, type CoinAsset } from '@/lib/providers/chains/types'

/** What wallets can be asked for: a satoshi, 1e-8 ETH, a micro-tether. Amounts are rounded up to it. */
const steps: Record<CoinAsset, bigint> = { BTC: 1n, ETH: 10n ** 10n, USDT: 1n }
/** Less than this costs more to spend than it is worth, or no node passes it on. */
export const leastUnits: Record<CoinAsset, bigint> = { BTC: 1_000n, ETH: 0n, USDT: 0n }

const wholeCoin = (asset: CoinAsset): bigint => 10n ** BigInt(coinDecimals[asset])

/** A rate's decimal text (one coin in major units) as picos. */
export function ratePicos(rate: string): bigint {
  const picos = parsePicos(rate)
  assert(picos !== undefined && picos > 0n, 'a rate is a positive decimal')
  return picos
}

/** Picos as the shortest decimal text. */
export const picosText = (picos: bigint): string => trimmed(scaledToDecimal(picos, 12))

/** How much of the coin pays `minor` at `rate`: rounded up to what wallets can send. */
export function unitsFor(minor: bigint, currency: string, rate: string, asset: CoinAsset): bigint {
  const [picos, step] = [ratePicos(rate), steps[asset]]
  const stepPicos = picos * step
  const steppedUp = (minor * picosPerMinor(currency) * wholeCoin(asset) + stepPicos - 1n) / stepPicos
  return steppedUp * step
}

/** What so many units are worth at `rate`: rounded down. */
export function valueMinor(units: bigint, currency: string, rate: string, asset: CoinAsset): bigint {
  return (units * ratePicos(rate)) / (wholeCoin(asset) * picosPerMinor(currency))
}

/** Units as decimal text of the coin, without needless zeros: `150000000n` BTC → `1.5`. */
export const coinText = (units: bigint, asset: CoinAsset): string => trimmed(scaledToDecimal(units, coinDecimals[asset]))

const trimmed = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal)
