import { lockClient } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import { DomainError, notFound } from '@/lib/kernel/error'
import { platformCommand } from '../platform/command'
import { clientStatus } from './client-row'
import { ById, SuspendClientInput } from './schema'

const fields = { id: true, suspendedAt: true, suspendedReason: true, closedAt: true } as const

async function lockedClient(db: Db, id: string) {
  await lockClient(db, id)
  const client = await db.client.findUnique({ where: { id }, select: fields })
  if (!client) throw notFound('client')
  return client
}

type Row = Awaited<ReturnType<typeof lockedClient>>
const view = ({ closedAt, ...row }: Row) => ({ ...row, status: clientStatus({ ...row, closedAt }) })

/** A suspended client's instances stop with it, marked by the same instant; those that were stopped for something else stay so when it is lifted. */
const stopInstances = (db: Db, clientId: string, at: Date): Promise<number> => db.$executeRaw`
  UPDATE "PrivateInstance" SET "suspendedFor" = 'staff', "suspendedAt" = ${at}, "updatedAt" = ${at}
   WHERE "clientId" = ${clientId} AND "desired" <> 'deleted' AND "suspendedFor" IS NULL`

const releaseInstances = (db: Db, clientId: string, stoppedAt: Date, now: Date): Promise<number> => db.$executeRaw`
  UPDATE "PrivateInstance" SET "suspendedFor" = NULL, "suspendedNote" = NULL, "suspendedAt" = NULL, "updatedAt" = ${now}
   WHERE "clientId" = ${clientId} AND "desired" <> 'deleted' AND "suspendedFor" = 'staff' AND "suspendedAt" = ${stoppedAt}`

/**
 * Stops a client by hand: gateway requests and changes in the portal are refused and its instances suspended until staff lift it;
 * reading and paying stay. A payment never lifts it.
 * @throws DomainError not_found, invalid_state when it is suspended or closed already
 */
export const suspendClient = platformCommand('admin.suspendClient', SuspendClientInput, async (ctx, { id, reason }) => {
  const client = await lockedClient(ctx.db, id)
  if (client.suspendedAt || client.closedAt) throw new DomainError('invalid_state')
  const now = ctx.clock.now()
  const row = await ctx.db.client.update({ where: { id }, data: { suspendedAt: now, suspendedReason: reason }, select: fields })
  const instances = await stopInstances(ctx.db, id, now)
  await ctx.record(id, { reason, instances })
  return view(row)
})

/** Lifts a suspension. @throws DomainError not_found, invalid_state when there is none */
export const activateClient = platformCommand('admin.activateClient', ById, async (ctx, { id }) => {
  const client = await lockedClient(ctx.db, id)
  if (!client.suspendedAt) throw new DomainError('invalid_state')
  const row = await ctx.db.client.update({ where: { id }, data: { suspendedAt: null, suspendedReason: null }, select: fields })
  await releaseInstances(ctx.db, id, client.suspendedAt, ctx.clock.now())
  await ctx.record(id, { suspendedAt: client.suspendedAt, reason: client.suspendedReason })
  return view(row)
})
