import 'server-only'
import { claimKey, forgetKey, hashOf, keepAnswer } from '@/lib/db/idempotency'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { toJson } from '@/lib/domain/events/record'
import { idempotencyKeyOf } from '@/lib/kernel/idempotency-key'
import type { Json } from './wire'

export type Answer = { status: number; body: Json }

/** Whose keys these are: the client's, or those of a staff member, who acts in no client. Nobody who is not signed in has any. */
function scopeOf(ctx: ClientCtx | PlatformCtx): string | undefined {
  if ('clientId' in ctx) return ctx.clientId
  return ctx.actor.kind === 'staff' ? `staff:${ctx.actor.userId}` : undefined
}

/**
 * One effect a key: the same body gets the first answer again, another body 409, a twin that is still running 409.
 * Nothing is kept of a request that was refused, so a corrected one may use the key again.
 * @param route the endpoint's path template: keys are scoped to (client, route), those of staff to (person, route)
 */
export async function once(ctx: ClientCtx | PlatformCtx, request: Request, route: string, input: unknown, work: () => Promise<Answer>): Promise<Answer> {
  const key = idempotencyKeyOf(request.headers.get('idempotency-key'))
  if (key === undefined) return work()
  const scope = scopeOf(ctx)
  if (scope === undefined) return work()
  const id = { clientId: scope, route, key }
  const kept = await claimKey(id, hashOf(toJson(input ?? null)), ctx.clock.now())
  if (kept) return { status: kept.status, body: kept.body as Json }
  // Only work that failed frees its key: what took effect must not be repeated because its answer could not be stored.
  const answer = await work().catch(async (error: unknown) => {
    await forgetKey(id)
    throw error
  })
  await keepAnswer(id, { ...answer, sealed: null, generationId: null }, ctx.clock.now())
  return answer
}
