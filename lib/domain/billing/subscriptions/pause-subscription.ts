import { lockClient } from '@/lib/db/locks'
import { command, type Verb } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import { plus } from '@/lib/kernel/clock'
import { DomainError, invalidField } from '@/lib/kernel/error'
import type { z } from 'zod'
import { assertEmailVerified } from '../buyer'
import { openPayment } from '../open-payment'
import type { SubscribeView, SubscriptionView } from '../view'
import { noPending, notPaused } from './apply-change'
import type { Made } from './begin-change'
import { confirmAct } from './change-subscription'
import { renewalDueMs } from './due-act'
import { intervalOf, readHeld, type HeldRow } from './holding'
import { refuseAct } from './quote-act'
import { PauseSubscriptionInput, ResumeSubscriptionInput } from './schema'
import { readSubscribed } from './standing'
import { stopNow } from './stop-now'
import { subscriptionFields, subscriptionView } from './subscription-row'

type Pause = z.output<typeof PauseSubscriptionInput>

export const readView = async (ctx: ClientRun, id: string): Promise<SubscriptionView> =>
  subscriptionView(await ctx.db.subscription.findUniqueOrThrow({ where: { clientId_id: { clientId: ctx.clientId, id } }, select: subscriptionFields }))

function assertPausable(ctx: ClientRun, row: HeldRow, { resumesAt }: Pause): void {
  if (!['trialing', 'active', 'past_due'].includes(row.status)) throw refuseAct('notRunning')
  if (row.pauseKind) throw refuseAct('pausedAlready')
  if (row.cancelAtPeriodEnd) throw refuseAct('endsSoon')
  if (resumesAt && resumesAt <= ctx.clock.now()) throw invalidField('resumesAt', 'inThePast')
}

/** Pauses inside the caller's transaction. Only staff, and never a client, stop the collection of money alone. */
export async function pauseAct(ctx: ClientRun, input: Pause): Promise<void> {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const row = await readHeld(db, clientId, input.id)
  assertPausable(ctx, row, input)
  if (input.kind === 'service_now') return stopNow(ctx, row, { ...input, act: 'pause_now' })
  if (row.status === 'trialing') throw refuseAct('notInTrial')
  if (input.kind === 'service_at_end' && input.resumesAt && row.currentPeriodEnd && input.resumesAt <= row.currentPeriodEnd) throw invalidField('resumesAt', 'afterPeriod')
  await db.subscription.update({
    where: { clientId_id: { clientId, id: input.id } }, select: { id: true },
    data: { pauseKind: input.kind, pausedAt: clock.now(), resumesAt: input.resumesAt ?? null, ...(input.kind === 'collection' ? {} : noPending), updatedAt: clock.now() },
  })
  await ctx.record(input.id, { act: 'pause', kind: input.kind, resumesAt: input.resumesAt ?? null })
}

/**
 * Pauses: from the end of the period, or today with the rest credited (which needs its preview). Paused service is not charged.
 * @throws DomainError invalid_state, stale_preview, not_found
 */
export const pauseSubscription = command('billing.pauseSubscription', PauseSubscriptionInput, async (ctx, input): Promise<SubscriptionView> => {
  if (input.kind === 'collection' && ctx.actor.kind !== 'system') throw new DomainError('forbidden', { field: 'kind' })
  await pauseAct(ctx, input)
  return readView(ctx, input.id)
})

/** Ends a pause inside the caller's transaction: a new period is charged where service had stopped; what had not begun is taken back. */
export async function resumeAct(ctx: ClientRun, input: z.output<typeof ResumeSubscriptionInput>, options: Parameters<typeof confirmAct>[2] = {}): Promise<Made> {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const row = await readHeld(db, clientId, input.id)
  if (row.status === 'paused') return confirmAct(ctx, { ...input, act: 'resume' }, options)
  if (!row.pauseKind) throw refuseAct('notPaused')
  // Money that was not collected meanwhile is due again, with the time a renewal has.
  const collectsFrom = row.pauseKind === 'collection' ? plus(clock.now(), renewalDueMs) : row.collectsFrom
  await db.subscription.update({ where: { clientId_id: { clientId, id: row.id } }, data: { ...notPaused, collectsFrom, updatedAt: clock.now() }, select: { id: true } })
  await ctx.record(row.id, { act: 'resume', planCode: row.planVersion.plan.code, interval: intervalOf(row.interval) })
  return { subscriptionId: row.id, invoiceId: null, paymentId: null }
}

const createResume = command('billing.resumeSubscription', ResumeSubscriptionInput, async (ctx, input): Promise<Made> => {
  await assertEmailVerified(ctx.db, ctx.clientId, ctx.actor.kind === 'user' ? ctx.actor.userId : undefined)
  return resumeAct(ctx, input)
})

/** Confirms the preview of `resume`: a new period begins with today, once it is paid. @throws DomainError stale_preview, invalid_state */
export const resumeSubscription: Verb<ClientCtx, typeof ResumeSubscriptionInput, SubscribeView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof createResume>[1]): Promise<SubscribeView> => {
    const made = await createResume(ctx, raw)
    if (made.paymentId) await openPayment(ctx, made.paymentId)
    return readSubscribed(ctx, made)
  },
  { meta: createResume.meta },
)
