import { lockClient } from '@/lib/db/locks'
import { command, type Verb } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import { evaluateCompliance, runComplianceCheck } from '@/lib/domain/licensing'
import { spendLimitOf } from '@/lib/domain/catalog/view'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { moneyToPicos } from '@/lib/kernel/rate'
import { money } from '@/lib/kernel/money'
import { activateSubscription } from './activate-subscription'
import { assertEmailVerified } from '../buyer'
import { createAttempt } from '../create-attempt'
import { draftInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { lockInvoice } from '../invoices/lock-invoice'
import { balanceOf } from '../invoices/settled'
import { openPayment } from '../open-payment'
import { confirmed } from './confirmed'
import { firstPaymentLifeMs } from './due-act'
import { subscriptionPreviewView } from './preview-subscription'
import { SubscribeInput } from '../schema'
import { limitGuesses } from '../coupons/limit-guesses'
import { redeemCoupon, releaseRedemptions } from '../coupons/redeem'
import type { Totalled } from '../tax/priced'
import { quoteSubscription, type SubscriptionQuote } from './subscription-quote'
import { readSubscribed, standingOf, type Standing } from './standing'
import { takeTrial } from './trial'
import type { SubscribeView } from '../view'
import { releasePaid } from '../invoices/release-paid'
import { voidInvoice } from '../invoices/void-invoice'

type Confirmed = SubscriptionQuote & { input: ReturnType<typeof SubscribeInput.parse> }
type Subscribed = { subscriptionId: string; invoiceId: string | null; paymentId: string | null }

const refuse = (code: string): DomainError => new DomainError('invalid_state', { field: 'planCode', fields: { planCode: { code } } })

/** The quote as it was shown. @throws DomainError stale_preview, with a new one, when it is too old or anything in it has changed since */
async function confirmedQuote(ctx: ClientRun, input: Confirmed['input']): Promise<Confirmed> {
  const quoted = await confirmed(ctx.clock, input, (at) => quoteSubscription(ctx.db, ctx.clientId, input, at), (fresh) => subscriptionPreviewView(fresh, input.interval))
  return { ...quoted, input }
}

/** The transaction: one client at a time, so that two tabs end with one subscription, one invoice and one payment. */
const createSubscription = command('billing.subscribe', SubscribeInput, async (ctx, input): Promise<Subscribed> => {
  await lockClient(ctx.db, ctx.clientId)
  await assertEmailVerified(ctx.db, ctx.clientId, ctx.actor.kind === 'user' ? ctx.actor.userId : undefined)
  const confirmed = await confirmedQuote(ctx, input)
  const { alive, incomplete } = await standingOf(ctx.db, ctx.clientId)
  const { amountMinor } = confirmed.offer
  const isSame = (one: Standing): boolean => one.planVersionId === confirmed.plan.versionId && one.interval === input.interval && one.quantity === input.quantity
  if (alive && isSame(alive)) return reuse(ctx, { subscriptionId: alive.id, invoiceId: null, paymentId: null })
  if (alive?.planCode === confirmed.plan.code && alive.amountMinor === 0n) throw refuse('alreadySubscribed')
  if (alive && (alive.amountMinor > 0n || amountMinor === 0n)) throw refuse('planChangeLater')
  const { result, reasons } = await evaluateCompliance(ctx.db, ctx.clientId, amountMinor > 0n, ctx.clock.now())
  if (result !== 'pass') throw new DomainError('compliance_failed', { params: { reasons: reasons.map(({ code }) => code).join(', ') } })
  if (incomplete && isSame(incomplete) && incomplete.openInvoice?.totalMinor === confirmed.quote.priced.totalMinor) return payAgain(ctx, incomplete, confirmed)
  if (incomplete) await giveUp(ctx, incomplete)
  if (confirmed.trialEndsAt) return startTrial(ctx, confirmed, confirmed.trialEndsAt)
  return amountMinor === 0n ? startFree(ctx, confirmed) : startPaid(ctx, confirmed)
})

async function reuse(ctx: ClientRun, found: Subscribed): Promise<Subscribed> {
  await ctx.record(found.subscriptionId, { ...found, isReused: true })
  return found
}

async function payAgain(ctx: ClientRun, incomplete: Standing, { input }: Confirmed): Promise<Subscribed> {
  const invoiceId = incomplete.openInvoice?.id ?? ''
  const invoice = await lockInvoice(ctx.db, ctx.clientId, invoiceId)
  return reuse(ctx, { subscriptionId: incomplete.id, invoiceId, paymentId: await createAttempt(ctx, { ...invoice, balanceMinor: balanceOf(invoice) }, input.provider, { savesMethod: input.saveMethod }) })
}

/** Another plan was chosen before the first was paid: its invoice is void and its payment given up. */
async function giveUp(ctx: ClientRun, incomplete: Standing): Promise<void> {
  if (incomplete.openInvoice) {
    await releasePaid(ctx, incomplete.openInvoice.id)
    await voidInvoice(ctx, incomplete.openInvoice.id)
  } else if (incomplete.hasPaidInvoice) throw refuse('activationPending')
  await releaseRedemptions(ctx.db, ctx.clock, ctx.clientId, incomplete.id)
  await ctx.db.subscription.update({
    where: { clientId_id: { clientId: ctx.clientId, id: incomplete.id } }, data: { status: 'expired', updatedAt: ctx.clock.now() }, select: { id: true },
  })
}

async function insert(ctx: ClientRun, { plan, quote, offer, buyer, trialEndsAt }: Confirmed): Promise<string> {
  const now = ctx.clock.now()
  const id = newId('sub', now)
  await ctx.db.subscription.create({
    select: { id: true },
    data: {
      id, clientId: ctx.clientId, planVersionId: plan.versionId, interval: offer.interval, currency: buyer.currency, quantity: offer.quantity, amountMinor: offer.amountMinor,
      status: 'incomplete', anchorDay: quote.anchor.day, timeZone: quote.anchor.timeZone, trialEndsAt,
      spendLimitPicos: plan.overage === 'allow' ? moneyToPicos(money(spendLimitOf(plan, buyer.currency), buyer.currency)) : 0n,
      createdAt: now, updatedAt: now,
    },
  })
  return id
}

/** Takes the code that was shown, and gives the price back with the client's own redemption in its place. @throws DomainError invalid_input */
async function redeemed(ctx: ClientRun, { promotion, quote: { priced } }: Confirmed, subscriptionId: string): Promise<Totalled> {
  if (!promotion) return priced
  const redemptionId = await redeemCoupon(ctx.db, ctx.clock, { ...promotion, clientId: ctx.clientId, subscriptionId })
  const isNew = (id: string) => id === promotion.discount.redemptionId
  return { ...priced, discounts: priced.discounts.map((line) => (isNew(line.redemptionId) ? { ...line, redemptionId } : line)) }
}

async function startFree(ctx: ClientRun, confirmed: Confirmed): Promise<Subscribed> {
  const subscriptionId = await insert(ctx, confirmed)
  const activation = await activateSubscription(ctx.db, ctx.clock, ctx.clientId, subscriptionId, confirmed.quote.period, null)
  if (activation !== 'activated') throw refuse('planChangeLater')
  await ctx.record(subscriptionId, { planCode: confirmed.plan.code, interval: confirmed.offer.interval, totalMinor: 0n })
  return { subscriptionId, invoiceId: null, paymentId: null }
}

/** Works at once and costs nothing until the trial is over. @throws DomainError invalid_state when the trial was used meanwhile */
async function startTrial(ctx: ClientRun, confirmed: Confirmed, trialEndsAt: Date): Promise<Subscribed> {
  const subscriptionId = await insert(ctx, confirmed)
  await redeemed(ctx, confirmed, subscriptionId)
  if (!(await takeTrial(ctx.db, ctx.clock, ctx.clientId, subscriptionId))) throw refuse('trialUsed')
  const activation = await activateSubscription(ctx.db, ctx.clock, ctx.clientId, subscriptionId, confirmed.quote.period, null, 'trialing')
  if (activation !== 'activated') throw refuse('planChangeLater')
  await ctx.record(subscriptionId, { planCode: confirmed.plan.code, interval: confirmed.offer.interval, trialEndsAt })
  return { subscriptionId, invoiceId: null, paymentId: null }
}

async function startPaid(ctx: ClientRun, confirmed: Confirmed): Promise<Subscribed> {
  const { clientId, db, clock } = ctx
  const { quote, buyer, plan, offer, input } = confirmed
  const subscriptionId = await insert(ctx, confirmed)
  const { period } = quote
  const priced = await redeemed(ctx, confirmed, subscriptionId)
  const invoice = await draftInvoice(db, clock, { clientId, subscriptionId, reason: 'subscription_create', priced, period, buyer })
  const paymentId = priced.totalMinor > 0n ? await createAttempt(ctx, { ...invoice, mode: buyer.mode, balanceMinor: invoice.totalMinor }, input.provider, { savesMethod: input.saveMethod }) : null
  await ctx.record(subscriptionId, { planCode: plan.code, interval: offer.interval, totalMinor: priced.totalMinor, currency: buyer.currency, invoiceId: invoice.id, paymentId })
  if (priced.totalMinor === 0n) await activateSubscription(db, clock, clientId, subscriptionId, period, invoice.id)
  await finaliseInvoice(db, clock, { ...invoice, dueInMs: firstPaymentLifeMs })
  return { subscriptionId, invoiceId: invoice.id, paymentId }
}

/** A refused activation is kept with its reasons, outside the transaction that it ended. */
async function keepRefusal(ctx: ClientCtx, error: unknown, planCode: string): Promise<void> {
  if (!(error instanceof DomainError) || error.code !== 'compliance_failed') return
  await runComplianceCheck(ctx, { subjectKind: 'subscription', subjectId: planCode })
}

/**
 * Confirms a preview. A free plan is active at once; a paid one waits for its payment: send the customer to
 * `payment.redirectUrl`. Repeating it, at once or later, gives the same subscription, invoice and payment.
 * @throws DomainError stale_preview, email_unverified, compliance_failed, invalid_state, not_configured
 */
export const subscribe: Verb<ClientCtx, typeof SubscribeInput, SubscribeView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof createSubscription>[1]): Promise<SubscribeView> => {
    let made: Subscribed
    try {
      made = await limitGuesses(ctx, typeof raw.promotionCode === 'string' ? raw.promotionCode : undefined, () => createSubscription(ctx, raw))
    } catch (error) {
      await keepRefusal(ctx, error, String(raw.planCode))
      throw error
    }
    if (made.paymentId) await openPayment(ctx, made.paymentId)
    return readSubscribed(ctx, made)
  },
  { meta: createSubscription.meta },
)
