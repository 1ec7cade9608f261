import { env } from '@/lib/env'
import { coingecko } from './coingecko'
import { kraken } from './kraken'
import type { RateSource } from './types'

/** The rate sources that the operator named, in their order: the first that answers is quoted, the others check it. */
export function configuredRates(): readonly RateSource[] {
  const settings = env()
  return settings.COIN_RATE_SOURCES.map((id) => (
    id === 'kraken' ? kraken({ base: settings.KRAKEN_API_BASE }) : coingecko({ base: settings.COINGECKO_API_BASE, key: settings.COINGECKO_API_KEY })
  ))
}
