import type { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { GetByIdInput } from '../schema'
import type { SubscriptionView } from '../view'
import { readHeld } from './holding'
import { readView } from './pause-subscription'
import { CancelSubscriptionInput } from './schema'
import { stopNow } from './stop-now'

/** Ends the subscription inside the caller's transaction: with its period, or today as previewed. */
export async function cancelAct(ctx: ClientRun, input: z.output<typeof CancelSubscriptionInput>): Promise<void> {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const row = await readHeld(db, clientId, input.id)
  if (row.status === 'paused') return endPaused(ctx, input)
  if (!['trialing', 'active', 'past_due'].includes(row.status)) throw new DomainError('invalid_state', { internal: `subscription is ${row.status}` })
  if (input.when === 'now') return stopNow(ctx, row, { ...input, act: 'cancel_now' })
  await db.subscription.update({
    where: { clientId_id: { clientId, id: input.id } }, select: { id: true },
    data: { cancelAtPeriodEnd: true, cancelReason: input.reason ?? null, updatedAt: ctx.clock.now() },
  })
  await ctx.record(input.id, { act: 'cancel', endsAt: row.currentPeriodEnd, reason: input.reason ?? null })
}

/** Nothing runs and nothing is paid for while it is paused, so it ends at once. */
async function endPaused(ctx: ClientRun, { id, reason }: z.output<typeof CancelSubscriptionInput>): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.subscription.update({
    where: { clientId_id: { clientId: ctx.clientId, id } }, select: { id: true },
    data: { status: 'canceled', canceledAt: now, cancelReason: reason ?? null, updatedAt: now },
  })
  await ctx.record(id, { act: 'cancel', endsAt: now, reason: reason ?? null })
}

export async function uncancelAct(ctx: ClientRun, id: string): Promise<void> {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const row = await readHeld(db, clientId, id)
  if (!['trialing', 'active', 'past_due'].includes(row.status)) throw new DomainError('invalid_state', { internal: `subscription is ${row.status}` })
  await db.subscription.update({
    where: { clientId_id: { clientId, id } }, select: { id: true }, data: { cancelAtPeriodEnd: false, cancelReason: null, updatedAt: ctx.clock.now() },
  })
  await ctx.record(id, { act: 'uncancel', endsAt: row.currentPeriodEnd })
}

/**
 * Ends the subscription with the period that is paid for, until when it can be kept after all; or today, which needs the preview of
 * `cancel_now` and cannot be undone. @throws DomainError not_found, invalid_state, stale_preview
 */
export const cancelSubscription = command('billing.cancelSubscription', CancelSubscriptionInput, async (ctx, input): Promise<SubscriptionView> => {
  await cancelAct(ctx, input)
  return readView(ctx, input.id)
})

/** Takes a cancellation back before it takes effect. */
export const uncancelSubscription = command('billing.uncancelSubscription', GetByIdInput, async (ctx, { id }): Promise<SubscriptionView> => {
  await uncancelAct(ctx, id)
  return readView(ctx, id)
})
