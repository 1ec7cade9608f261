import { clientDb } from '@/lib/db/client-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { billingRecipient } from '@/lib/domain/billing/invoices/billing-recipient'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { routes } from '@/lib/routes'
import { runRecorded, translated } from '../../command'
import type { ClientCtx, ClientRun } from '../../context'
import { readIsServed } from '../expiry/is-served'
import { recordInstanceEvent } from '../record-event'
import { chargeHours, type ChargedHours } from './charge-hours'
import { hourPicos } from './hours'

export type SettledInstance = { picos: bigint; did: 'charged' | 'suspended' | 'lifted' | 'written_off' }

/** Neither wallet nor overage pays: it stops until they do. What others have suspended stays as they left it. */
async function suspendUnpaid(ctx: ClientRun, { instance: { id, name } }: ChargedHours): Promise<void> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const { count } = await db.privateInstance.updateMany({
    where: { clientId, id, suspendedFor: null, desired: { not: 'deleted' } }, data: { suspendedFor: 'unpaid', suspendedAt: now, updatedAt: now },
  })
  await ctx.record(id, { name, isSuspended: count === 1 })
  if (count === 0) return
  await recordInstanceEvent(ctx, { clientId, instanceId: id, kind: 'notice', reason: 'unpaid' })
  const to = await billingRecipient(ctx)
  if (to) await queueMail(ctx, { template: 'instance_unpaid', to, locale: ctx.locale, params: { name }, path: routes.wallet() })
}

/** What an hour of it costs now; nothing where its size has no price any more. */
async function hourOf(db: Db, clientId: string, id: string, now: Date): Promise<bigint> {
  const rows = await db.$queryRaw<{ hourMicros: bigint }[]>`
    SELECT p."hourMicros" FROM "PrivateInstance" i JOIN "Client" c ON c."id" = i."clientId" JOIN "InstancePrice" p ON p."sizeId" = i."sizeId" AND p."currency" = c."currency"
     WHERE i."id" = ${id} AND i."clientId" = ${clientId} AND p."effectiveFrom" <= ${now} AND (p."effectiveTo" IS NULL OR p."effectiveTo" > ${now})`
  return hourPicos(rows[0]?.hourMicros ?? 0n)
}

/** All is paid and an hour more can be: it goes on by itself. Lifts nothing but its own suspension. */
async function liftUnpaid(ctx: ClientRun, { instance: { id, name } }: ChargedHours): Promise<void> {
  const { db, clientId, clock } = ctx
  const { count } = await db.privateInstance.updateMany({
    where: { clientId, id, suspendedFor: 'unpaid', desired: { not: 'deleted' } }, data: { suspendedFor: null, suspendedNote: null, suspendedAt: null, updatedAt: clock.now() },
  })
  await ctx.record(id, { name, isLifted: count === 1 })
  if (count === 1) await recordInstanceEvent(ctx, { clientId, instanceId: id, kind: 'notice', reason: 'paid' })
}

/** It is gone and its last hours cannot be paid: nobody is asked for them later. */
async function writeOff(ctx: ClientCtx & { db: Db }, { instance: { id, billedUntil } }: ChargedHours, now: Date): Promise<void> {
  const { db, clientId } = ctx
  await db.privateInstance.updateMany({ where: { clientId, id, billedUntil }, data: { billedUntil: now, billedRest: 0 } })
  await recordInstanceEvent(ctx, { clientId, instanceId: id, kind: 'notice', reason: 'written_off', detail: { from: billedUntil, until: now } })
}

/**
 * Charges an instance's hours up to the client's now and draws the conclusions, in one transaction: it is suspended when nothing pays for
 * it and goes on when something does again. Repeating it does nothing more.
 */
export function settleInstance(ctx: ClientCtx, id: string): Promise<SettledInstance | null> {
  const { clientId, clock } = ctx
  return translated(() => inTransaction(clientDb(clientId), async (db) => {
    const now = clock.now()
    const charged = await chargeHours(db, clientId, id, now)
    if (!charged) return null
    const { picos, state, instance, leftPicos } = charged
    if (state === 'short' && instance.deletedAt) {
      await writeOff({ ...ctx, db }, charged, now)
      return { picos, did: 'written_off' }
    }
    // Where no subscription serves, money alone would not help: that suspension has a name of its own.
    if (state === 'short' && instance.suspendedFor === null && instance.desired !== 'deleted' && (await readIsServed(db, clientId))) {
      await runRecorded(ctx, 'instances.suspendUnpaid', db, (run) => suspendUnpaid(run, charged))
      return { picos, did: 'suspended' }
    }
    if (state === 'paid' && instance.suspendedFor === 'unpaid' && instance.desired !== 'deleted' && leftPicos >= (await hourOf(db, clientId, id, now))) {
      await runRecorded(ctx, 'instances.liftUnpaid', db, (run) => liftUnpaid(run, charged))
      return { picos, did: 'lifted' }
    }
    return { picos, did: 'charged' }
  }))
}
