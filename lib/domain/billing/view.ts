import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { creditReasons } from './invoices/credit/reasons'

export const subscriptionStatuses = ['incomplete', 'trialing', 'active', 'past_due', 'paused', 'canceled', 'expired'] as const
export const paymentStates = ['created', 'awaiting_customer', 'processing', 'succeeded', 'failed', 'canceled', 'expired', 'unknown'] as const
export const refundStates = ['requested', 'pending', 'succeeded', 'failed'] as const
export const transactionKinds = ['payment', 'refund'] as const
export const openPaymentStates = ['created', 'awaiting_customer', 'processing', 'unknown'] as const
export const documentStatuses = ['draft', 'open', 'void'] as const
export const paymentStatuses = ['unpaid', 'partially_paid', 'paid', 'uncollectible'] as const
export const paymentProviders = ['sandbox', 'stripe', 'paypal', 'crypto'] as const
/** How money came: through a provider, or past them all, recorded by staff. */
export const paymentChannels = [...paymentProviders, 'manual'] as const
export const intervals = ['month', 'year'] as const

export const QuoteLineView = z.object({
  kind: z.enum(['plan', 'proration', 'usage', 'commitment', 'adjustment', 'top_up', 'manual', 'credit', 'carried']),
  description: LocalizedTextView,
  quantity: z.int(),
  unitMinor: z.bigint(),
  amountMinor: z.bigint().meta({ description: 'Before tax.' }),
  taxPpm: z.int().meta({ description: 'Parts per million: 150000 = 15 %.' }),
  periodStart: z.date().nullable(),
  periodEnd: z.date().nullable(),
})
export type QuoteLineView = z.infer<typeof QuoteLineView>

/** A line of an invoice. */
export const InvoiceLineView = QuoteLineView.extend({
  id: z.string(),
  discountMinor: z.bigint(),
  creditedMinor: z.bigint().meta({ description: 'Taken back by credit notes, before tax.' }),
})
export type InvoiceLineView = z.infer<typeof InvoiceLineView>

export const TaxLineView = z.object({
  name: LocalizedTextView,
  ratePpm: z.int(),
  isInclusive: z.boolean(),
  baseMinor: z.bigint(),
  amountMinor: z.bigint(),
})
export type TaxLineView = z.infer<typeof TaxLineView>

export const DiscountLineView = z.object({ name: LocalizedTextView, amountMinor: z.bigint().meta({ description: 'Taken off before tax.' }) })
export type DiscountLineView = z.infer<typeof DiscountLineView>

const amounts = { currency: z.string(), subtotalMinor: z.bigint(), taxMinor: z.bigint(), totalMinor: z.bigint() }

/** Why something may not be activated; each is also a key under `licensing.reasons`. */
export const ComplianceView = z.object({
  result: z.enum(['pass', 'fail', 'review']),
  reasons: z.array(z.object({ code: z.string() })),
})
export type ComplianceView = z.infer<typeof ComplianceView>

export const SubscriptionPreviewView = z.object({
  planCode: z.string(),
  planName: LocalizedTextView,
  interval: z.enum(intervals),
  quantity: z.int(),
  trialEndsAt: z.date().nullable().meta({ description: 'Nothing is charged until then.' }),
  ...amounts,
  lines: z.array(QuoteLineView),
  discounts: z.array(DiscountLineView),
  tax: z.array(TaxLineView),
  dueTodayMinor: z.bigint(),
  nextChargeAt: z.date().nullable(),
  nextChargeMinor: z.bigint(),
  frozenAt: z.date().meta({ description: 'Send it back with the confirmation.' }),
  expiresAt: z.date().meta({ description: 'Until then the confirmed charge equals this preview.' }),
  hash: z.string().meta({ description: 'Send it back with the confirmation.' }),
  compliance: ComplianceView,
})
export type SubscriptionPreviewView = z.infer<typeof SubscriptionPreviewView>

export const SubscriptionView = z.object({
  id: z.string(),
  planCode: z.string(),
  planName: LocalizedTextView,
  planVersionId: z.string(),
  interval: z.enum(intervals),
  currency: z.string(),
  quantity: z.int().meta({ description: 'Seats.' }),
  amountMinor: z.bigint().meta({ description: 'Price of an interval for all seats, before tax.' }),
  status: z.enum(subscriptionStatuses),
  currentPeriodStart: z.date().nullable(),
  currentPeriodEnd: z.date().nullable(),
  timeZone: z.string(),
  spendLimitMinor: z.bigint(),
  trialEndsAt: z.date().nullable(),
  pending: z.object({
    planCode: z.string(), planName: LocalizedTextView, interval: z.enum(intervals), quantity: z.int(), amountMinor: z.bigint(),
  }).nullable().meta({ description: 'What it becomes when the period ends.' }),
  waitingInvoiceId: z.string().nullable().meta({ description: 'The invoice of a change that is applied when it is paid.' }),
  pauseKind: z.enum(['collection', 'service_at_end', 'service_now']).nullable(),
  pausedAt: z.date().nullable(),
  resumesAt: z.date().nullable(),
  cancelAtPeriodEnd: z.boolean(),
  cancelReason: z.string().nullable(),
  canceledAt: z.date().nullable(),
  activatedAt: z.date().nullable(),
  createdAt: z.date(),
  openInvoiceId: z.string().nullable().meta({ description: 'The invoice to pay before it becomes active, or past due.' }),
})
export type SubscriptionView = z.infer<typeof SubscriptionView>

export const PaymentView = z.object({
  id: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string().nullable(),
  provider: z.enum(paymentChannels),
  mode: z.enum(['test', 'live']),
  amountMinor: z.bigint(),
  currency: z.string(),
  state: z.enum(paymentStates),
  refundedMinor: z.bigint().meta({ description: 'Asked to be given back, and not failed.' }),
  redirectUrl: z.string().nullable().meta({ description: 'Where the customer finishes the payment, while it waits for them.' }),
  orderId: z.string().nullable().meta({ description: 'PayPal’s order, for its own buttons, while it waits for the customer.' }),
  failureCode: z.string().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  settledAt: z.date().nullable(),
})
export type PaymentView = z.infer<typeof PaymentView>

export const SubscribeView = z.object({
  subscription: SubscriptionView,
  invoiceId: z.string().nullable(),
  payment: PaymentView.nullable().meta({ description: 'Null when nothing has to be paid.' }),
})
export type SubscribeView = z.infer<typeof SubscribeView>

export const PartyView = z.object({
  name: z.string(),
  address: z.array(z.string()),
  country: z.string().nullable(),
  taxId: z.string().nullable(),
  email: z.string().nullable(),
})
export type PartyView = z.infer<typeof PartyView>

export const InvoiceView = z.object({
  id: z.string(),
  number: z.string().nullable(),
  subscriptionId: z.string().nullable(),
  reason: z.string(),
  documentStatus: z.enum(documentStatuses),
  paymentStatus: z.enum(paymentStatuses),
  isOverdue: z.boolean(),
  isDisputed: z.boolean(),
  draftUntil: z.date().nullable().meta({ description: 'Until then late usage is added to the draft.' }),
  memo: z.string().nullable(),
  mode: z.enum(['test', 'live']),
  ...amounts,
  discountMinor: z.bigint(),
  paidMinor: z.bigint(),
  walletMinor: z.bigint().meta({ description: 'The part that was paid from the wallet.' }),
  creditedMinor: z.bigint().meta({ description: 'Sum of its credit notes.' }),
  creditAppliedMinor: z.bigint().meta({ description: 'The part of them that reduced what is owed.' }),
  writtenOffMinor: z.bigint(),
  balanceMinor: z.bigint(),
  periodStart: z.date().nullable(),
  periodEnd: z.date().nullable(),
  issuedAt: z.date().nullable(),
  dueAt: z.date().nullable(),
  paidAt: z.date().nullable(),
  createdAt: z.date(),
})
export type InvoiceView = z.infer<typeof InvoiceView>

export const CreditNoteRowView = z.object({
  id: z.string(),
  number: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string().nullable(),
  reason: z.enum(creditReasons),
  memo: z.string().nullable(),
  mode: z.enum(['test', 'live']),
  ...amounts,
  appliedMinor: z.bigint().meta({ description: 'Reduced what was owed.' }),
  walletMinor: z.bigint().meta({ description: 'Became wallet credit.' }),
  refundMinor: z.bigint().meta({ description: 'Goes back the way it was paid.' }),
  issuedAt: z.date(),
})
export type CreditNoteRowView = z.infer<typeof CreditNoteRowView>

export const CreditNoteView = CreditNoteRowView.extend({
  seller: PartyView,
  buyer: PartyView,
  taxNames: z.array(z.object({ name: LocalizedTextView, ratePpm: z.int() })),
  lines: z.array(z.object({ description: LocalizedTextView, amountMinor: z.bigint().meta({ description: 'Before tax.' }), taxPpm: z.int() })),
  locale: z.enum(['en', 'ar']),
  timeZone: z.string(),
})
export type CreditNoteView = z.infer<typeof CreditNoteView>

export const RefundView = z.object({
  id: z.string(),
  paymentId: z.string(),
  creditNoteId: z.string().nullable(),
  provider: z.enum(paymentProviders),
  amountMinor: z.bigint(),
  currency: z.string(),
  state: z.enum(['requested', 'pending', 'succeeded', 'failed']),
  failureCode: z.string().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
})
export type RefundView = z.infer<typeof RefundView>

export const TimelineEntryView = z.object({ at: z.date(), kind: z.string(), provider: z.string().nullable(), detail: z.string().nullable() })
export type TimelineEntryView = z.infer<typeof TimelineEntryView>

export const InvoiceDetailView = InvoiceView.extend({
  seller: PartyView,
  buyer: PartyView,
  tax: z.array(TaxLineView),
  lines: z.array(InvoiceLineView),
  payments: z.array(PaymentView),
  timeline: z.array(TimelineEntryView),
  locale: z.enum(['en', 'ar']),
  timeZone: z.string(),
})
export type InvoiceDetailView = z.infer<typeof InvoiceDetailView>

export const PaymentMethodOptionView = z.object({
  provider: z.enum(paymentProviders),
  isAvailable: z.boolean(),
  reason: z.string().nullable(),
})
export type PaymentMethodOptionView = z.infer<typeof PaymentMethodOptionView>

export const TransactionView = z.object({
  id: z.string(),
  kind: z.enum(transactionKinds),
  paymentId: z.string().meta({ description: 'The payment, or the one that was refunded.' }),
  invoiceId: z.string(),
  invoiceNumber: z.string().nullable(),
  provider: z.enum(paymentChannels),
  mode: z.enum(['test', 'live']),
  amountMinor: z.bigint().meta({ description: 'Negative for money that goes back.' }),
  currency: z.string(),
  state: z.enum([...new Set([...paymentStates, ...refundStates])]),
  failureCode: z.string().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
})
export type TransactionView = z.infer<typeof TransactionView>
