import { billingRecipient } from '@/lib/domain/billing/invoices/billing-recipient'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { days, plus } from '@/lib/kernel/clock'
import { env } from '@/lib/env'
import { routes } from '@/lib/routes'
import type { ClientRun } from '../../context'
import { tombstoneMs } from '../delete-instance'
import { recordInstanceEvent } from '../record-event'
import { isServed } from './is-served'
import { deletionOf } from './notice-period'

export type Named = { id: string; name: string }

export const namesOf = (instances: readonly Named[]): string => instances.map(({ name }) => name).sort().join(', ')

async function tellEach(ctx: ClientRun, instances: readonly Named[], reason: string): Promise<void> {
  for (const { id } of instances) await recordInstanceEvent(ctx, { clientId: ctx.clientId, instanceId: id, kind: 'notice', reason })
}

/** No subscription serves any more: what staff have not stopped is suspended for that, also where money had stopped it, which alone would help no more. One guarded statement, one mail. */
export async function suspendExpired(ctx: ClientRun): Promise<Named[]> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const found = await db.$queryRaw<Named[]>`
    UPDATE "PrivateInstance" SET "suspendedFor" = 'expired', "suspendedAt" = ${now}, "updatedAt" = ${now}
     WHERE "clientId" = ${clientId} AND ("suspendedFor" IS NULL OR "suspendedFor" = 'unpaid') AND "desired" <> 'deleted' AND NOT ${isServed(clientId)} RETURNING "id", "name"`
  if (found.length === 0) return found
  await tellEach(ctx, found, 'expired')
  const to = await billingRecipient(ctx)
  if (to) await queueMail(ctx, { template: 'instance_expired', to, locale: ctx.locale, params: { names: namesOf(found), deleteAt: deletionOf(now).toISOString() }, path: routes.subscription() })
  return found
}

/** A subscription serves again: what was suspended for its end goes on. What staff or missing money stopped stays. */
export async function resumeServed(ctx: ClientRun): Promise<Named[]> {
  const { db, clientId, clock } = ctx
  const found = await db.$queryRaw<Named[]>`
    UPDATE "PrivateInstance" SET "suspendedFor" = NULL, "suspendedNote" = NULL, "suspendedAt" = NULL, "updatedAt" = ${clock.now()}
     WHERE "clientId" = ${clientId} AND "suspendedFor" = 'expired' AND "desired" <> 'deleted' AND ${isServed(clientId)} RETURNING "id", "name"`
  if (found.length === 0) return found
  await tellEach(ctx, found, 'served')
  const to = await billingRecipient(ctx)
  if (to) await queueMail(ctx, { template: 'instance_resumed', to, locale: ctx.locale, params: { names: namesOf(found) }, path: routes.instances() })
  return found
}

/** The notice period is over: it is deleted as if its owner had; a mail leads to its history. Looked at again in the statement itself. */
export async function deleteOverdue(ctx: ClientRun): Promise<Named[]> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const found = await db.$queryRaw<Named[]>`
    UPDATE "PrivateInstance" SET "desired" = 'deleted', "deleteAfter" = ${plus(now, tombstoneMs)}, "wakeAskedAt" = NULL, "updatedAt" = ${now}
     WHERE "clientId" = ${clientId} AND "desired" <> 'deleted' AND "suspendedAt" <= ${plus(now, -days(env().INSTANCE_NOTICE_DAYS))}
       AND ("suspendedFor" = 'unpaid' OR ("suspendedFor" = 'expired' AND NOT ${isServed(clientId)})) RETURNING "id", "name"`
  if (found.length === 0) return found
  await tellEach(ctx, found, 'notice_over')
  const to = await billingRecipient(ctx)
  for (const { id, name } of to ? found : []) {
    if (to) await queueMail(ctx, { template: 'instance_deleted', to, locale: ctx.locale, params: { name }, path: routes.instances(), attachments: [{ kind: 'instance_history', id }] })
  }
  return found
}
