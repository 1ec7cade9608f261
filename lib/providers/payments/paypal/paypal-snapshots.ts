import type { AttemptSnapshot, AttemptState, DisputeSnapshot, PaymentMode, RefundSnapshot, SavedMethodSnapshot } from '../types'
import { money } from '@/lib/kernel/money'
import { fromPayPalAmount } from './amounts'
import type { DisputeAnswer, Order, RefundAnswer } from './paypal-answers'

const captureStates: Record<string, AttemptState> = {
  COMPLETED: 'succeeded', PARTIALLY_REFUNDED: 'succeeded', REFUNDED: 'succeeded', PENDING: 'processing', DECLINED: 'failed', FAILED: 'failed',
}

/** Account that stands no more, or may never pay this way: asking again does not help. */
const finalIssues = new Set(['PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'PAYER_ACCOUNT_RESTRICTED', 'AGREEMENT_ALREADY_CANCELLED', 'BILLING_AGREEMENT_CANCELLED', 'PAYEE_BLOCKED_TRANSACTION', 'VAULT_ID_NOT_FOUND', 'TOKEN_ID_NOT_FOUND'])
export const isFinalIssue = (issue: string): boolean => finalIssues.has(issue)

/** `person@example.com` as `p…n@example.com`: enough to know one's own account by. */
export function maskedAddress(address: string | undefined): string | null {
  const [name = '', host] = (address ?? '').split('@')
  return host ? `${name.slice(0, 1)}…${name.length > 2 ? name.slice(-1) : ''}@${host}` : null
}

function vaulted(order: Order): SavedMethodSnapshot | undefined {
  const wallet = order.payment_source?.paypal
  const vault = wallet?.attributes?.vault
  if (!vault?.id || vault.status !== 'VAULTED') return undefined
  return walletSnapshot(vault.id, vault.customer?.id, wallet?.email_address)
}

export const walletSnapshot = (ref: string, customerRef: string | undefined, address: string | undefined): SavedMethodSnapshot => ({
  ref, customerRef: customerRef ?? null, kind: 'paypal', brand: maskedAddress(address), last4: null, expMonth: null, expYear: null, fingerprint: null,
})

function orderState(order: Order): AttemptState {
  const capture = order.purchase_units[0]?.payments?.captures?.at(-1)
  if (capture) return captureStates[capture.status] ?? 'processing'
  return order.status === 'VOIDED' ? 'canceled' : 'awaiting_customer'
}

export const approvalLink = (links: { rel: string; href: string }[]): string | undefined => links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href

export function orderSnapshot(order: Order, mode: PaymentMode): AttemptSnapshot {
  const unit = order.purchase_units[0]
  const capture = unit?.payments?.captures?.at(-1)
  const state = orderState(order)
  const amount = capture?.amount ?? unit?.amount
  const redirectUrl = approvalLink(order.links)
  const kept = vaulted(order)
  return {
    externalId: order.id, mode, state,
    amount: amount ? fromPayPalAmount(amount) : money(0n, 'USD'),
    ...(unit?.custom_id ? { paymentId: unit.custom_id } : {}),
    ...(state === 'failed' ? { failureCode: capture?.processor_response?.response_code ?? 'declined' } : {}),
    ...(state === 'awaiting_customer' && order.status === 'APPROVED' ? { isApproved: true as const } : {}),
    ...(state === 'awaiting_customer' && redirectUrl ? { redirectUrl } : {}),
    ...(state === 'succeeded' && kept ? { savedMethod: kept } : {}),
  }
}

export function refundSnapshot(refund: RefundAnswer): RefundSnapshot {
  const hasFailed = refund.status === 'FAILED' || refund.status === 'CANCELLED'
  return {
    externalId: refund.id, state: refund.status === 'COMPLETED' ? 'succeeded' : hasFailed ? 'failed' : 'pending', amount: fromPayPalAmount(refund.amount),
    ...(hasFailed ? { failureCode: refund.status_details?.reason ?? refund.status } : {}),
    ...(refund.custom_id ? { refundId: refund.custom_id } : {}),
  }
}

export function disputeSnapshot(dispute: DisputeAnswer): DisputeSnapshot {
  const outcome = dispute.dispute_outcome?.outcome_code ?? ''
  const isWon = /SELLER_FAVOUR|CANCELED_BY_BUYER|DENIED/.test(outcome)
  return {
    externalId: dispute.dispute_id, state: dispute.status !== 'RESOLVED' ? 'open' : isWon ? 'won' : 'lost',
    amount: dispute.dispute_amount ? fromPayPalAmount(dispute.dispute_amount) : money(0n, 'USD'), reason: dispute.reason ?? null,
    paymentId: dispute.disputed_transactions[0]?.custom ?? null, respondBy: dispute.seller_response_due_date ? new Date(dispute.seller_response_due_date) : null,
  }
}
