import { z } from 'zod'
import { DomainError } from '@/lib/kernel/error'
import type { CoinAsset } from '../chains/types'
import { readJson } from './read-json'
import { priceText, type RatePair, type RateQuote, type RateSource } from './types'

const ids: Record<CoinAsset, string> = { BTC: 'bitcoin', ETH: 'ethereum', USDT: 'tether' }
const Answer = z.record(z.string(), z.record(z.string(), z.number()))

export const coingeckoOrigin = 'https://api.coingecko.com/api/v3'

/** CoinGecko's simple price: one price a coin with the time it was made, so `bid` is that price. */
export function coingecko({ base = coingeckoOrigin, key }: { base?: string | undefined; key?: string | undefined } = {}): RateSource {
  return {
    id: 'coingecko',
    async fetch(pairs, now) {
      if (pairs.length === 0) return []
      const query = new URLSearchParams({
        ids: [...new Set(pairs.map(({ asset }) => ids[asset]))].join(','), vs_currencies: [...new Set(pairs.map(({ currency }) => currency.toLowerCase()))].join(','),
        include_last_updated_at: 'true', precision: 'full',
      })
      const keyHeader = new URL(base).hostname.startsWith('pro-') ? 'x-cg-pro-api-key' : 'x-cg-demo-api-key' // paying customers have a host of their own
      const read = Answer.safeParse(await readJson('coingecko', `${base}/simple/price?${query}`, key ? { [keyHeader]: key } : {}))
      if (!read.success) throw new DomainError('upstream_failed', { internal: 'rates of coingecko: another shape', cause: read.error })
      return pairs.flatMap((pair) => quoteOf(read.data[ids[pair.asset]], pair, now))
    },
  }
}

function quoteOf(coin: Record<string, number> | undefined, pair: RatePair, now: Date): RateQuote[] {
  const last = priceText(coin?.[pair.currency.toLowerCase()])
  const at = coin?.last_updated_at
  return last === undefined ? [] : [{ ...pair, source: 'coingecko', bid: last, last, observedAt: now, ...(at === undefined ? {} : { sourceTime: new Date(at * 1000) }) }]
}
