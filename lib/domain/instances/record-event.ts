import { actorId } from '@/lib/auth/actor'
import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import type { BaseCtx } from '../context'
import { toJson } from '../events/record'

type Told = { clientId: string; instanceId: string; kind: 'wish' | 'resize' | 'notice'; reason?: string; detail?: Record<string, unknown> }

/** Tells an instance's history what was asked of it; what was seen of it is told by its manager. */
export async function recordInstanceEvent(ctx: BaseCtx & { db: Db }, { clientId, instanceId, kind, reason, detail = {} }: Told): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.instanceEvent.create({
    select: { id: true },
    data: {
      id: newId('iev', now), clientId, instanceId, kind, reason: reason ?? null, detail: toJson(detail), createdAt: now,
      actorKind: ctx.actor.kind === 'visitor' ? 'system' : ctx.actor.kind, actorId: actorId(ctx.actor),
    },
  })
}
