import 'server-only'
import { can, ruleOf } from '@/lib/auth/permissions'
import { readSession } from '@/lib/auth/session'
import type { VerbMeta } from '@/lib/domain/command'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { authenticateKey } from '@/lib/domain/keys/platform/verify-api-key'
import { bearerOf } from '@/lib/kernel/bearer'
import { DomainError } from '@/lib/kernel/error'
import { baseCtx, clientCtxOf, staffCtxOf } from './context'
import { addressOf, callerOf, countRequest } from './count-request'
import type { RequestFacts } from './request-facts'
import { assertSameOrigin } from './same-origin'

/** The caller of the management API by key. @throws DomainError unauthenticated (unknown or revoked), key_expired, ip_not_allowed */
async function keyContext(secret: string, facts: RequestFacts): Promise<ClientCtx> {
  const key = await authenticateKey(secret, facts.ip)
  return { ...baseCtx({ kind: 'apiKey', keyId: key.keyId, scopes: key.scopes, isRetiring: key.isRetiring }, facts), clientId: key.clientId, isSuspended: key.isSuspended }
}

/**
 * Who calls this route: an API key, else the session cookie (same origin only), else nobody. The request is counted for whoever it is, and
 * for its address where they are not known.
 * @throws DomainError unauthenticated, key_expired, ip_not_allowed, cross_origin, rate_limited, unavailable
 */
export async function apiContext(request: Request, verb: Pick<VerbMeta, 'name' | 'scope'>, facts: RequestFacts): Promise<ClientCtx | PlatformCtx> {
  const ctx = await whoCalls(request, verb, facts).catch(async (error: unknown): Promise<never> => {
    await countRequest(addressOf(facts), request.method)
    throw error
  })
  await countRequest(callerOf(ctx, facts), request.method)
  return ctx
}

async function whoCalls(request: Request, verb: Pick<VerbMeta, 'name' | 'scope'>, facts: RequestFacts): Promise<ClientCtx | PlatformCtx> {
  const secret = bearerOf(request.headers.get('authorization'))
  if (secret !== undefined) return keyContext(secret, facts)
  const session = await readSession()
  if (session) assertSameOrigin(request)
  const staff = session && staffCtxOf(session, facts)
  if (verb.scope === 'platform' && staff && can(staff.actor, verb.name)) return staff
  const client = session && clientCtxOf(session, facts)
  if (client) return client
  if (staff) return staff
  if (verb.scope === 'client' || !ruleOf(verb.name).anyone) throw new DomainError('unauthenticated')
  return baseCtx({ kind: 'visitor' }, facts)
}
