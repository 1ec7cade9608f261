import { z } from 'zod'
import { DomainError } from '@/lib/kernel/error'
import type { CoinAsset } from '../chains/types'
import { readJson } from './read-json'
import { priceText, type RatePair, type RateQuote, type RateSource } from './types'

const names: Record<CoinAsset, string> = { BTC: 'XBT', ETH: 'ETH', USDT: 'USDT' }
/** The currencies that Kraken trades coins in; it refuses a whole question for one pair that it does not know. */
const traded = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'CHF', 'JPY']
const Ticker = z.object({ a: z.array(z.string()).min(1), b: z.array(z.string()).min(1), c: z.array(z.string()).min(1) })
const Answer = z.object({ error: z.array(z.string()), result: z.record(z.string(), Ticker).default({}) })

export const krakenOrigin = 'https://api.kraken.com'

/** Kraken calls the same pair `XBTUSD` in the question and `XXBTZUSD` in its answer. */
const answerNames = ({ asset, currency }: RatePair): string[] => {
  const name = names[asset]
  return [`${name}${currency}`, `X${name}Z${currency}`, `${name}Z${currency}`]
}

/** Kraken's public ticker: best bid, and no time of its own. */
export function kraken({ base = krakenOrigin }: { base?: string | undefined } = {}): RateSource {
  return {
    id: 'kraken',
    async fetch(pairs, now) {
      const asked = pairs.filter(({ currency }) => traded.includes(currency))
      if (asked.length === 0) return []
      const query = new URLSearchParams({ pair: asked.map(({ asset, currency }) => `${names[asset]}${currency}`).join(',') })
      const read = Answer.safeParse(await readJson('kraken', `${base}/0/public/Ticker?${query}`))
      if (!read.success || read.data.error.length > 0) {
        throw new DomainError('upstream_failed', { internal: `rates of kraken: ${read.success ? read.data.error.join(', ') : 'another shape'}` })
      }
      return asked.flatMap((pair) => quoteOf(read.data.result, pair, now))
    },
  }
}

function quoteOf(result: Record<string, z.infer<typeof Ticker>>, pair: RatePair, now: Date): RateQuote[] {
  const ticker = answerNames(pair).map((name) => result[name]).find((one) => one !== undefined)
  const [bid, last] = [priceText(ticker?.b[0]), priceText(ticker?.c[0])]
  return bid === undefined || last === undefined ? [] : [{ ...pair, source: 'kraken', bid, last, observedAt: now }]
}
