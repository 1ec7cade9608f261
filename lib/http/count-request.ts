import 'server-only'
import type { BaseCtx } from '@/lib/domain/context'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { networkOf } from '@/lib/kernel/network'
import { log } from '@/lib/log'
import { limiter } from '@/lib/providers/limits/configured'
import type { Taken } from '@/lib/providers/limits/limiter'
import type { RequestFacts } from './request-facts'

const readsOnly = ['GET', 'HEAD', 'OPTIONS']

/** A key and a session each have requests of their own; whoever shows neither has those of their address. */
export function callerOf({ actor }: Pick<BaseCtx, 'actor'>, facts: RequestFacts): string {
  if ('sessionId' in actor) return actor.sessionId
  return actor.kind === 'apiKey' ? actor.keyId : addressOf(facts)
}

export const addressOf = ({ ip }: RequestFacts): string => `ip:${networkOf(ip)}`

/**
 * Counts one request of the management API against its caller. Where it cannot be counted, what only reads goes on and what acts does not.
 * @throws DomainError rate_limited, unavailable
 */
export async function countRequest(caller: string, method: string): Promise<void> {
  let taken: Taken
  try {
    taken = await limiter().take([{ kind: 'rate', key: `api:${caller}`, limit: env().API_REQUESTS_PER_MINUTE, periodSeconds: 60, cost: 1 }])
  } catch (cause) {
    if (!readsOnly.includes(method)) throw new DomainError('unavailable', { cause, internal: 'requests cannot be counted', retryAfterSeconds: 1 })
    return log.warn({ err: cause }, 'a request of the management API was not counted')
  }
  if (taken.ok) return
  const retryAfterSeconds = Math.ceil(taken.states[0]?.retrySeconds ?? 1)
  throw new DomainError('rate_limited', { retryAfterSeconds, params: { retryAfterSeconds } })
}
