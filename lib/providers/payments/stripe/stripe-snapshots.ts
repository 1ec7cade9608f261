import type Stripe from 'stripe'
import type { AttemptSnapshot, AttemptState, DisputeSnapshot, PaymentMode, RefundSnapshot, SavedMethodSnapshot } from '../types'
import { fromStripeAmount } from './amounts'
import { isFinalDecline } from './decline-codes'

const modeOf = (object: { livemode: boolean }): PaymentMode => (object.livemode ? 'live' : 'test')
const idOf = (ref: string | { id: string } | null | undefined): string | null => (typeof ref === 'string' ? ref : (ref?.id ?? null))
const expanded = <T extends { id: string }>(ref: string | T | null | undefined): T | undefined => (typeof ref === 'object' && ref !== null ? ref : undefined)

const intentStates: Record<string, AttemptState> = {
  succeeded: 'succeeded', processing: 'processing', canceled: 'canceled', requires_payment_method: 'failed',
  requires_action: 'awaiting_customer', requires_confirmation: 'awaiting_customer', requires_capture: 'processing',
}

/** What a person recognises the method by; null for a kind that cannot be kept. */
export function methodSnapshot(method: Stripe.PaymentMethod | undefined, customer: string | null): SavedMethodSnapshot | undefined {
  if (!method?.card) return undefined
  const { brand, last4, exp_month, exp_year, fingerprint } = method.card
  return { ref: method.id, customerRef: idOf(method.customer) ?? customer, kind: 'card', brand, last4, expMonth: exp_month, expYear: exp_year, fingerprint: fingerprint ?? null }
}

function failureOf(intent: Stripe.PaymentIntent | undefined): { failureCode?: string; isFinal?: boolean } {
  const error = intent?.last_payment_error
  if (!error) return {}
  const code = error.decline_code ?? error.code ?? 'declined'
  return { failureCode: code, isFinal: isFinalDecline(code) }
}

/** A charge of a saved card. */
export function intentSnapshot(intent: Stripe.PaymentIntent): AttemptSnapshot {
  const state = intentStates[intent.status] ?? 'processing'
  return {
    externalId: intent.id, mode: modeOf(intent), state, amount: fromStripeAmount(intent.amount, intent.currency),
    ...(intent.metadata.payment_id ? { paymentId: intent.metadata.payment_id } : {}),
    ...(state === 'failed' ? failureOf(intent) : {}),
  }
}

function sessionState(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | undefined): AttemptState {
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'awaiting_customer'
  if (session.payment_status !== 'unpaid') return 'succeeded'
  // Complete and unpaid: a method that takes days. It may still fail.
  return intent?.status === 'requires_payment_method' || intent?.status === 'canceled' ? 'failed' : 'processing'
}

/** A visit to Stripe's own payment page. Its `payment_intent.payment_method` must be expanded. */
export function sessionSnapshot(session: Stripe.Checkout.Session): AttemptSnapshot {
  const intent = expanded(session.payment_intent)
  const state = sessionState(session, intent)
  const kept = intent?.setup_future_usage === 'off_session' ? methodSnapshot(expanded(intent.payment_method), idOf(session.customer)) : undefined
  return {
    externalId: session.id, mode: modeOf(session), state, amount: fromStripeAmount(session.amount_total ?? 0, session.currency ?? 'usd'),
    ...(session.client_reference_id ? { paymentId: session.client_reference_id } : {}),
    ...(state === 'awaiting_customer' && session.url ? { redirectUrl: session.url } : {}),
    ...(state === 'failed' ? failureOf(intent) : {}),
    ...(state === 'succeeded' && kept ? { savedMethod: kept } : {}),
  }
}

export function refundSnapshot(refund: Stripe.Refund): RefundSnapshot {
  const failed = refund.status === 'failed' || refund.status === 'canceled'
  return {
    externalId: refund.id, state: refund.status === 'succeeded' ? 'succeeded' : failed ? 'failed' : 'pending',
    amount: fromStripeAmount(refund.amount, refund.currency),
    ...(failed ? { failureCode: refund.failure_reason ?? refund.status ?? 'failed' } : {}),
    ...(refund.metadata?.refund_id ? { refundId: refund.metadata.refund_id } : {}),
  }
}

const disputeStates: Record<string, DisputeSnapshot['state']> = {
  won: 'won', lost: 'lost', prevented: 'inquiry', warning_needs_response: 'inquiry', warning_under_review: 'inquiry', warning_closed: 'inquiry',
}

/** `payment_intent` must be expanded: our id lies on it. */
export function disputeSnapshot(dispute: Stripe.Dispute): DisputeSnapshot {
  const due = dispute.evidence_details.due_by
  return {
    externalId: dispute.id, state: disputeStates[dispute.status] ?? 'open', amount: fromStripeAmount(dispute.amount, dispute.currency), reason: dispute.reason,
    paymentId: expanded(dispute.payment_intent)?.metadata.payment_id ?? null, respondBy: due === null ? null : new Date(due * 1000),
  }
}
