import Stripe from 'stripe'
import { strictHttpClient } from './stripe-answers'

/**
 * Stripe's library, bound to the version of the API it was made for.
 * @param apiBase another address to speak to, for tests only: the configuration refuses it in live mode
 */
export function stripeClient(secretKey: string, apiBase: string | undefined): Stripe {
  const target = apiBase === undefined ? undefined : new URL(apiBase)
  return new Stripe(secretKey, {
    httpClient: strictHttpClient(),
    maxNetworkRetries: 2,
    timeout: 10_000,
    telemetry: false,
    ...(target ? { host: target.hostname, port: Number(target.port || (target.protocol === 'https:' ? 443 : 80)), protocol: target.protocol === 'https:' ? 'https' as const : 'http' as const } : {}),
  })
}
