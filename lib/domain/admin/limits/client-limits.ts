import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../../platform/command'
import { ById } from '../schema'
import { SetClientLimitsInput, type ClientLimitsView } from './schema'

const sizes = { requestsPerMinute: true, requestsPerHour: true, requestsPerDay: true, tokensPerMinute: true, concurrentRequests: true } as const
const none = { requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: null }

/** @throws DomainError not_found */
async function readLimits(db: Db, clientId: string): Promise<ClientLimitsView> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { name: true, limits: { select: sizes } } })
  if (!client) throw notFound('client')
  const running = await db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due'] } }, select: { planVersion: { select: sizes } },
  })
  return { clientName: client.name, own: client.limits ?? none, plan: running?.planVersion ?? null }
}

/** A client's own limits beside its plan's. @throws DomainError not_found */
export const getClientLimits = platformQuery('admin.getClientLimits', ById, (ctx, { id }) => readLimits(ctx.db, id))

/** Sets a client's own limits in place of its plan's, higher or lower; they count from its next request. @throws DomainError not_found, invalid_input */
export const setClientLimits = platformCommand('admin.setClientLimits', SetClientLimitsInput, async (ctx, { id, ...own }): Promise<ClientLimitsView> => {
  const before = await readLimits(ctx.db, id)
  const row = { ...own, updatedAt: ctx.clock.now() }
  await ctx.db.clientLimits.upsert({ where: { clientId: id }, create: { clientId: id, ...row }, update: row, select: { clientId: true } })
  await ctx.record(id, { before: before.own, ...own })
  return readLimits(ctx.db, id)
})
