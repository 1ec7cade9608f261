import type { KeyScope } from '@/lib/auth/actor'
import { authenticateKey } from '../keys/platform/verify-api-key'
import type { LimitSizes } from './limits'

/** Who asks for inference: a program with a key, or a person in the playground. */
export type Caller = {
  clientId: string
  keyId: string | null
  userId: string | null
  source: 'api' | 'playground'
  scopes: readonly KeyScope[]
  /** Slugs the key may call; empty = all the plan offers. */
  models: readonly string[]
  /** The key's own. */
  limits: LimitSizes
  isSuspended: boolean
}

/** The caller behind an Authorization header. @throws DomainError unauthenticated, key_expired, ip_not_allowed */
export async function callerOfKey(authorization: string | undefined, ip: string | undefined): Promise<Caller> {
  const secret = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  const { requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests, ...key } = await authenticateKey(secret, ip)
  return { ...key, limits: { requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests }, userId: null, source: 'api' }
}

const noLimits: LimitSizes = { requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: null }

/** A person's own calls: the plan's limits, no key. */
export const callerOfUser = (clientId: string, userId: string, isSuspended: boolean): Caller =>
  ({ clientId, keyId: null, userId, source: 'playground', scopes: ['inference'], models: [], limits: noLimits, isSuspended })
