import { ignoreArrival } from '@/lib/domain/billing/coins/ignore-arrival'
import { notFound } from '@/lib/kernel/error'
import { platformCommand } from '../../platform/command'
import { runForClient } from '../invoices/staff-run'
import { IgnoreCoinArrivalInput } from './schema'
import type { IgnoredArrivalView } from './view'

/**
 * Says that coins at a payment's address are the operator's own, such as gas to move tokens on: they pay for nothing, and what was
 * booked of them is taken back. @throws DomainError not_found, invalid_state (gone, or said already)
 */
export const ignoreCoinArrival = platformCommand('admin.ignoreCoinArrival', IgnoreCoinArrivalInput, async (ctx, { id, note }): Promise<IgnoredArrivalView> => {
  const row = await ctx.db.coinArrival.findUnique({ where: { id }, select: { clientId: true, owner: { select: { paymentId: true, payment: { select: { currency: true } } } } } })
  if (!row) throw notFound('arrival')
  const { paymentId, payment: { currency } } = row.owner
  const run = await runForClient(ctx, row.clientId)
  const takenBackMinor = await ignoreArrival(run, { id, paymentId }, { userId: ctx.actor.kind === 'staff' ? ctx.actor.userId : null, note })
  await ctx.record(id, { clientId: row.clientId, paymentId, takenBackMinor, note })
  return { id, paymentId, takenBackMinor, currency }
})
