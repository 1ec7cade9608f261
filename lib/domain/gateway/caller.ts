import type { KeyScope } from '@/lib/auth/actor'
import { DomainError } from '@/lib/kernel/error'
import { verifyApiKey } from '../keys/platform/verify-api-key'

/** Who asks for inference: a program with a key, or a person in the playground. */
export type Caller = {
  clientId: string
  keyId: string | null
  userId: string | null
  source: 'api' | 'playground'
  scopes: readonly KeyScope[]
  /** Slugs the key may call; empty = all the plan offers. */
  models: readonly string[]
  requestsPerMinute: number | null
  tokensPerMinute: number | null
  isSuspended: boolean
}

/** The caller behind an Authorization header. @throws DomainError unauthenticated */
export async function callerOfKey(authorization: string | undefined): Promise<Caller> {
  const secret = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  const key = secret === undefined ? null : await verifyApiKey(secret)
  if (!key) throw new DomainError('unauthenticated')
  return { ...key, userId: null, source: 'api' }
}

/** A person's own calls: the plan's limits, no key. */
export const callerOfUser = (clientId: string, userId: string, isSuspended: boolean): Caller =>
  ({ clientId, keyId: null, userId, source: 'playground', scopes: ['inference'], models: [], requestsPerMinute: null, tokensPerMinute: null, isSuspended })
