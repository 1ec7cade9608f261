import { actorId } from '@/lib/auth/actor'
import type { Permission } from '@/lib/auth/permissions'
import type { Prisma } from '@/lib/db/generated/client'
import { insertRows, type NewRows } from '@/lib/db/insert-rows'
import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import type { BaseCtx } from '../context'

type Event = { action: Permission; clientId: string | null; objectId: string | null; data: { [key: string]: unknown } }

/** JSON without what JSON lacks: bigint and Date become text, undefined is dropped. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))) as Prisma.InputJsonValue
}

/** Writes one audit event in the running transaction, and `beside` in the same statement. */
export async function writeAuditEvent(ctx: BaseCtx, db: Db, event: Event, beside: NewRows = {}): Promise<void> {
  const now = ctx.clock.now()
  await insertRows(db, { ...beside, AuditEvent: [{
    id: newId('evt', now),
    action: event.action,
    clientId: event.clientId,
    actorKind: ctx.actor.kind === 'visitor' ? 'user' : ctx.actor.kind,
    actorId: actorId(ctx.actor),
    objectId: event.objectId,
    data: toJson(event.data),
    requestId: ctx.requestId,
    ip: ctx.ip ?? null,
    createdAt: now,
  }] })
}
