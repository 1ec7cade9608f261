import type { ClientRun } from '@/lib/domain/context'
import { recoverCase } from '../dunning/close-case'
import { activateSubscription } from '../subscriptions/activate-subscription'
import { applyPaidChange } from '../subscriptions/apply-paid-change'
import { creditTopUp } from '../wallet/close-top-up'
import type { InvoiceReason } from './draft-invoice'

/** A fully settled invoice. With nothing paid on it, a zero total or credit notes settled it. */
export type PaidInvoice = {
  id: string
  subscriptionId: string | null
  reason: string
  currency: string
  mode: string
  totalMinor: bigint
  paidMinor: bigint
  periodStart: Date | null
  periodEnd: Date | null
}

type OnPaid = (ctx: ClientRun, invoice: PaidInvoice) => Promise<void>

/** A first payment (or a first invoice of zero) activates. */
const activate: OnPaid = async ({ db, clock, clientId }, { id, subscriptionId, periodStart, periodEnd, paidMinor, totalMinor }) => {
  if (!subscriptionId || !periodStart || !periodEnd || (paidMinor === 0n && totalMinor > 0n)) return
  const row = await db.subscription.findUnique({ where: { clientId_id: { clientId, id: subscriptionId } }, select: { status: true } })
  if (row?.status === 'incomplete') await activateSubscription(db, clock, clientId, subscriptionId, { startsAt: periodStart, endsAt: periodEnd }, id)
}

/** The last open invoice of a running subscription ends its arrears. */
const endArrears: OnPaid = async ({ db, clock, clientId }, { subscriptionId }) => {
  if (!subscriptionId) return
  const row = await db.subscription.findUnique({ where: { clientId_id: { clientId, id: subscriptionId } }, select: { status: true } })
  if (row?.status !== 'past_due') return
  const left = await db.invoice.count({ where: { clientId, subscriptionId, documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } } })
  if (left > 0) return
  await db.subscription.update({ where: { clientId_id: { clientId, id: subscriptionId } }, data: { status: 'active', updatedAt: clock.now() }, select: { id: true } })
}

/** What a settled invoice causes, by its reason, in this order. */
const handlers: Record<InvoiceReason, readonly OnPaid[]> = {
  subscription_create: [activate, endArrears],
  subscription_cycle: [endArrears],
  subscription_change: [applyPaidChange, endArrears],
  usage: [endArrears],
  usage_threshold: [endArrears],
  top_up: [creditTopUp],
  manual: [],
}

const isReason = (reason: string): reason is InvoiceReason => reason in handlers

/** The one place that says what a fully settled invoice causes. Runs in the transaction that settled it; safe to repeat. */
export async function invoicePaid(ctx: ClientRun, invoice: PaidInvoice): Promise<void> {
  if (!isReason(invoice.reason)) return
  for (const act of handlers[invoice.reason]) await act(ctx, invoice)
  await recoverCase(ctx, invoice)
}
