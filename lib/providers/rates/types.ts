import type { CoinAsset } from '../chains/types'

export type RatePair = { asset: CoinAsset; currency: string }

/** What one coin is worth at one source. Prices are decimal text of the currency's major unit; never a number. */
export type RateQuote = RatePair & {
  source: string
  /** What the merchant can sell at; `last` where the source tells one price only. */
  bid: string
  last: string
  /** When we had the answer. */
  observedAt: Date
  /** When the source says it was so; absent where it says nothing. */
  sourceTime?: Date
}

/** A place that knows what coins are worth. */
export interface RateSource {
  readonly id: 'coingecko' | 'kraken'
  /** Leaves out pairs that it does not know. @throws DomainError upstream_failed */
  fetch(pairs: readonly RatePair[], now: Date): Promise<RateQuote[]>
}

/** Plain decimal text of a price, cut to twelve digits after the point; undefined when it is none or not above zero. */
export function priceText(value: unknown): string | undefined {
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '')
  if (!match) return undefined
  const [, whole = '0', digits = ''] = match
  const fraction = digits.slice(0, 12).replace(/0+$/, '')
  const text = fraction === '' ? whole : `${whole}.${fraction}`
  return /[1-9]/.test(text) ? text : undefined
}
