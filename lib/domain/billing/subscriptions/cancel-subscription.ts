import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { DomainError, notFound } from '@/lib/kernel/error'
import { GetByIdInput } from '../schema'
import { subscriptionFields, subscriptionView } from './subscription-row'
import type { SubscriptionView } from '../view'

async function setEnding(ctx: ClientRun, id: string, cancelAtPeriodEnd: boolean): Promise<SubscriptionView> {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const where = { clientId_id: { clientId, id } }
  const found = await db.subscription.findUnique({ where, select: { status: true } })
  if (!found) throw notFound('subscription')
  if (!['trialing', 'active', 'past_due'].includes(found.status)) throw new DomainError('invalid_state', { internal: `subscription is ${found.status}` })
  const row = await db.subscription.update({ where, data: { cancelAtPeriodEnd, updatedAt: ctx.clock.now() }, select: subscriptionFields })
  await ctx.record(id, { endsAt: row.currentPeriodEnd })
  return subscriptionView(row)
}

/** Ends the subscription with the period that is paid for; it works until then and can be kept after all. */
export const cancelSubscription = command('billing.cancelSubscription', GetByIdInput, (ctx, { id }) => setEnding(ctx, id, true))

/** Takes a cancellation back before it takes effect. */
export const uncancelSubscription = command('billing.uncancelSubscription', GetByIdInput, (ctx, { id }) => setEnding(ctx, id, false))
