import { Prisma } from '@/lib/db/generated/client'
import { billingRecipient } from '@/lib/domain/billing/invoices/billing-recipient'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { minutes, plus } from '@/lib/kernel/clock'
import { routes } from '@/lib/routes'
import type { ClientRun } from '../../context'
import { recordInstanceEvent } from '../record-event'

/** Told from this share on, and anew once it was below the other in between: a level that swings about one of them is one message. */
const nearlyFullPercent = 90
const roomPercent = 80
/** Older measurements say nothing about now. */
const freshMs = minutes(10)

/** The share of its storage that instance `i` used when it was last measured, in percent; null where that is long ago. */
const usedPercent = (now: Date): Prisma.Sql => Prisma.sql`(SELECT m."storageBytes" * 100 / z."storageBytes" FROM "InstanceSize" z, LATERAL (
  SELECT s."storageBytes" FROM "InstanceSample" s WHERE s."instanceId" = i."id" AND s."at" > ${plus(now, -freshMs)} AND s."at" <= ${now} AND s."storageBytes" IS NOT NULL ORDER BY s."at" DESC LIMIT 1) m WHERE z."id" = i."sizeId")`

/** Whether something is to be told or forgotten about instance `i`, as a condition of a statement. */
export const storageIsDue = (now: Date): Prisma.Sql =>
  Prisma.sql`(i."status" = 'running' AND CASE WHEN i."storageToldAt" IS NULL THEN ${usedPercent(now)} >= ${nearlyFullPercent} ELSE ${usedPercent(now)} < ${roomPercent} END)`

type Nearly = { id: string; name: string; percent: number }

/** Tells the owner of instances whose storage is nearly full, before it is: once until there was room again. The guarded statement takes the right to tell. */
export async function tellStorage(ctx: ClientRun): Promise<number> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  await db.$executeRaw`UPDATE "PrivateInstance" i SET "storageToldAt" = NULL WHERE i."clientId" = ${clientId} AND i."storageToldAt" IS NOT NULL AND ${usedPercent(now)} < ${roomPercent}`
  const found = await db.$queryRaw<Nearly[]>`
    UPDATE "PrivateInstance" i SET "storageToldAt" = ${now} WHERE i."clientId" = ${clientId} AND i."status" = 'running' AND i."storageToldAt" IS NULL AND ${usedPercent(now)} >= ${nearlyFullPercent}
    RETURNING i."id", i."name", ${usedPercent(now)}::int AS percent`
  const to = found.length > 0 ? await billingRecipient(ctx) : undefined
  for (const { id, name, percent } of found) {
    await recordInstanceEvent(ctx, { clientId, instanceId: id, kind: 'notice', reason: 'storage', detail: { percent } })
    if (to) await queueMail(ctx, { template: 'instance_storage', to, locale: ctx.locale, params: { name, percent: `${percent}%` }, path: routes.instanceSettings(id) })
  }
  return found.length
}
