import { createHash } from 'node:crypto'
import type { KeyScope } from '@/lib/auth/actor'
import { systemClock } from '@/lib/kernel/clock'
import { authenticateKey } from '../keys/platform/verify-api-key'
import { readEntitlement, type Entitlement } from './entitlement'
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
  /** What the client may do now, where it was read together with the key. */
  plan?: Promise<Entitlement>
}

/** Whose key a secret is never changes, so it may be remembered; whether it still counts is asked each time. */
const owners = new Map<string, { clientId: string; keyId: string }>()
const mostOwners = 10_000

/** The caller behind an Authorization header. @throws DomainError unauthenticated, key_expired, ip_not_allowed */
export async function callerOfKey(authorization: string | undefined, ip: string | undefined): Promise<Caller> {
  const secret = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  const name = secret === undefined ? '' : createHash('sha256').update(secret).digest('base64')
  const owner = owners.get(name)
  // Of a key that was here before, the plan is read beside the key instead of after it.
  const plan = owner && readEntitlement(owner.clientId, owner.keyId, systemClock.now())
  plan?.catch(() => undefined) // whoever needs it hears of it
  const { requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests, ...key } = await authenticateKey(secret, ip)
  if (!owner) {
    if (owners.size >= mostOwners) owners.clear()
    owners.set(name, { clientId: key.clientId, keyId: key.keyId })
  }
  return { ...key, ...(plan ? { plan } : {}), limits: { requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests }, userId: null, source: 'api' }
}

const noLimits: LimitSizes = { requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: null }

/** A person's own calls: the plan's limits, no key. */
export const callerOfUser = (clientId: string, userId: string, isSuspended: boolean): Caller =>
  ({ clientId, keyId: null, userId, source: 'playground', scopes: ['inference'], models: [], limits: noLimits, isSuspended })
