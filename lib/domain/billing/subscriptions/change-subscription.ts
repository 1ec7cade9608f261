import { lockClient } from '@/lib/db/locks'
import { command, type Verb } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import type { PaymentProviderId } from '@/lib/providers/payments/types'
import { assertEmailVerified } from '../buyer'
import { openPayment } from '../open-payment'
import type { SubscribeView } from '../view'
import { noPending } from './apply-change'
import { beginChange, type Made } from './begin-change'
import { confirmed } from './confirmed'
import { expireChange } from './expire-change'
import { readHeld } from './holding'
import { actPreviewView } from './preview-act'
import { quoteAct, refuseAct, type Quoted } from './quote-act'
import { ChangeSubscriptionInput, type ActInput } from './schema'
import { moveAllowance } from './service'
import { readSubscribed } from './standing'

type Input = ActInput & { id: string; frozenAt: Date; hash: string; provider?: PaymentProviderId | undefined; saveMethod?: boolean }

/** From the next period on: nothing is charged today, and it can be taken back until then. */
async function schedule(ctx: ClientRun, { row, offer, plan, quote }: Quoted): Promise<Made> {
  await ctx.db.subscription.update({
    where: { clientId_id: { clientId: ctx.clientId, id: row.id } }, select: { id: true },
    data: {
      pendingPlanVersionId: offer.planVersionId, pendingInterval: offer.interval, pendingQuantity: offer.quantity, pendingAmountMinor: offer.amountMinor, updatedAt: ctx.clock.now(),
    },
  })
  await ctx.record(row.id, { act: 'schedule', planCode: plan.code, interval: offer.interval, quantity: offer.quantity, effectiveAt: quote.effectiveAt })
  return { subscriptionId: row.id, invoiceId: null, paymentId: null }
}

async function unschedule(ctx: ClientRun, { row, plan }: Quoted): Promise<Made> {
  await ctx.db.subscription.update({ where: { clientId_id: { clientId: ctx.clientId, id: row.id } }, data: { ...noPending, updatedAt: ctx.clock.now() }, select: { id: true } })
  await ctx.record(row.id, { act: 'keep', planCode: plan.code })
  return { subscriptionId: row.id, invoiceId: null, paymentId: null }
}

/** Another plan within the trial: nothing is charged and the trial ends when it would have. */
async function switchTrial(ctx: ClientRun, { row, plan, offer }: Quoted): Promise<Made> {
  const { db, clientId, clock } = ctx
  await db.subscription.update({
    where: { clientId_id: { clientId, id: row.id } }, select: { id: true },
    data: { planVersionId: offer.planVersionId, interval: offer.interval, quantity: offer.quantity, amountMinor: offer.amountMinor, ...noPending, updatedAt: clock.now() },
  })
  await moveAllowance(db, clientId, row.id, {
    from: row.planVersion.includedTokens * BigInt(row.quantity), to: plan.includedTokens * BigInt(offer.quantity), at: clock.now(), spendLimitPicos: row.spendLimitPicos,
    allowsOverage: plan.overage === 'allow',
  })
  await ctx.record(row.id, { act: 'switchTrial', planCode: plan.code, interval: offer.interval, quantity: offer.quantity })
  return { subscriptionId: row.id, invoiceId: null, paymentId: null }
}

/** A confirmed act that may cost something, inside the caller's transaction: the client's own or staff's (who start no payment). */
export async function confirmAct(ctx: ClientRun, input: Input, options: { lifeMs?: number; startsPayment?: boolean } = {}): Promise<Made> {
  await lockClient(ctx.db, ctx.clientId)
  const row = await readHeld(ctx.db, ctx.clientId, input.id)
  const quoted = await confirmed(ctx.clock, input, (at) => quoteAct(ctx.db, row, input, at), actPreviewView)
  if (quoted.timing !== 'now') for (const { id } of row.changes) if (!(await expireChange(ctx, id))) throw refuseAct('paymentInProgress')
  if (quoted.timing === 'period_end') return schedule(ctx, quoted)
  if (quoted.timing === 'undo') return unschedule(ctx, quoted)
  if (quoted.timing === 'free') return switchTrial(ctx, quoted)
  return beginChange(ctx, quoted, { provider: input.provider, savesMethod: input.saveMethod ?? false, ...options })
}

const createChange = command('billing.changeSubscription', ChangeSubscriptionInput, async (ctx, input): Promise<Made> => {
  await assertEmailVerified(ctx.db, ctx.clientId, ctx.actor.kind === 'user' ? ctx.actor.userId : undefined)
  return confirmAct(ctx, { ...input, act: 'change' })
})

/**
 * Confirms the preview of another plan, interval or number of seats. An upgrade is charged now and applied only when it is paid: send
 * the customer to `payment.redirectUrl`. A downgrade waits for the end of the period; asking for what one has takes it back.
 * @throws DomainError stale_preview (with a new preview), invalid_state, compliance_failed, not_found
 */
export const changeSubscription: Verb<ClientCtx, typeof ChangeSubscriptionInput, SubscribeView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof createChange>[1]): Promise<SubscribeView> => {
    const made = await createChange(ctx, raw)
    if (made.paymentId) await openPayment(ctx, made.paymentId)
    return readSubscribed(ctx, made)
  },
  { meta: createChange.meta },
)
