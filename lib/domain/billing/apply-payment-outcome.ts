import { z } from 'zod'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { lockClient } from '@/lib/db/locks'
import { money } from '@/lib/kernel/money'
import type { AttemptState, SavedMethodSnapshot } from '@/lib/providers/payments/types'
import { canMove } from './attempt-state'
import { finishNotice } from './finish-notice'
import { lockInvoice, lockPayment } from './invoices/lock-invoice'
import { sendReceipt } from './invoices/send-receipt'
import { takeMoney } from './invoices/take-money'
import { noteCharge } from './dunning/note-outcome'
import { storeMethod } from './methods/store-method'
import { claimTrialCard } from './subscriptions/trial'
import { paymentStates } from './view'

/** What the provider said about one attempt, bound to the attempt it is about. */
export const PaymentOutcomeInput = z.object({
  paymentId: z.string(),
  externalId: z.string().nullable(),
  mode: z.enum(['test', 'live']),
  state: z.enum(paymentStates),
  amountMinor: z.bigint(),
  currency: z.string(),
  failureCode: z.string().nullable().default(null),
  isFinal: z.boolean().default(false),
  savedMethod: z.custom<SavedMethodSnapshot>((value) => typeof value === 'object').nullable().default(null),
  redirectUrl: z.string().nullable().default(null),
  /** The notice that led here: it counts as processed in the transaction of its effect. */
  webhookEventId: z.string().nullable().default(null),
})
type Outcome = z.output<typeof PaymentOutcomeInput>

export type OutcomeResult = 'moved' | 'nothing_new' | 'mismatch'

type Payment = Awaited<ReturnType<typeof lockPayment>>

const isBound = (payment: Payment, outcome: Outcome): boolean =>
  payment.mode === outcome.mode && payment.currency === outcome.currency && payment.amountMinor === outcome.amountMinor &&
  (payment.externalId === null || outcome.externalId === null || payment.externalId === outcome.externalId)

/**
 * Moves an attempt to what its provider says and does everything that follows, in one transaction: booking, invoice, compliance,
 * activation, receipt. Called any number of times and at once by webhooks, the return page and the janitor, it happens once.
 * An amount, currency, mode or object that is not this attempt's changes nothing (`mismatch`).
 */
export const applyPaymentOutcome = command('billing.applyPaymentOutcome', PaymentOutcomeInput, async (ctx, outcome): Promise<OutcomeResult> => {
  await lockClient(ctx.db, ctx.clientId)
  const { invoiceId } = await lockPayment(ctx.db, ctx.clientId, outcome.paymentId)
  const invoice = await lockInvoice(ctx.db, ctx.clientId, invoiceId)
  const payment = await lockPayment(ctx.db, ctx.clientId, outcome.paymentId)
  const result = !isBound(payment, outcome) ? 'mismatch' : await move(ctx, payment, invoice, outcome)
  await finishNotice(ctx, outcome.webhookEventId, 'payment', result !== 'mismatch')
  await ctx.record(payment.id, { result, from: payment.state, to: outcome.state, externalId: outcome.externalId, amountMinor: outcome.amountMinor, currency: outcome.currency })
  return result
})

async function move(ctx: ClientRun, payment: Payment, invoice: Awaited<ReturnType<typeof lockInvoice>>, outcome: Outcome): Promise<OutcomeResult> {
  const { db, clientId } = ctx
  const isForward = canMove(payment.state as AttemptState, outcome.state)
  const learnsId = payment.externalId === null && outcome.externalId !== null
  if (!isForward && !learnsId) return 'nothing_new'
  const now = ctx.clock.now()
  await db.payment.update({
    where: { clientId_id: { clientId, id: payment.id } },
    select: { id: true },
    data: {
      updatedAt: now,
      ...(learnsId ? { externalId: outcome.externalId } : {}),
      ...(outcome.redirectUrl ? { redirectUrl: outcome.redirectUrl } : {}),
      ...(isForward ? { state: outcome.state, failureCode: outcome.failureCode, isFinal: outcome.isFinal } : {}),
      ...(isForward && outcome.state === 'succeeded' ? { settledAt: now } : {}),
    },
  })
  if (isForward) await noteCharge(ctx, payment, invoice, outcome)
  if (isForward && outcome.state === 'succeeded') {
    await book(ctx, payment, invoice)
    // The money is in. A card that has had its trial elsewhere is not kept beside it.
    const keeps = payment.savesMethod && outcome.savedMethod && (await claimTrialCard(db, clientId, outcome.savedMethod.fingerprint))
    if (keeps && outcome.savedMethod) await storeMethod(ctx, { provider: payment.provider, mode: outcome.mode }, outcome.savedMethod)
  }
  return 'moved'
}

/** Money has arrived: it is booked, and a receipt goes out for what it paid. */
async function book(ctx: ClientRun, payment: Payment, invoice: Awaited<ReturnType<typeof lockInvoice>>): Promise<void> {
  const { usedMinor } = await takeMoney(ctx, invoice, {
    amount: money(payment.amountMinor, payment.currency), provider: payment.provider, mode: payment.mode, sourceKind: 'payment', sourceId: payment.id, what: `payment ${payment.id}`,
  })
  if (usedMinor > 0n) await sendReceipt(ctx, { paymentId: payment.id, invoiceId: invoice.id })
}
