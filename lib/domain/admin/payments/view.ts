import { z } from 'zod'
import { PaymentEventView, PaymentHistoryView } from '@/lib/domain/billing/history/view'
import { RefundView } from '@/lib/domain/billing/view'
import { paymentProviderIds } from '@/lib/providers/payments/types'
import { AdminPaymentView, WebhookRowView } from '../view'

const mode = z.enum(['test', 'live'])

export const FindingView = z.object({
  id: z.string(),
  provider: z.enum(paymentProviderIds),
  mode,
  kind: z.enum(['missing_here', 'missing_there', 'amount_differs']),
  about: z.enum(['payment', 'refund']),
  reference: z.string(),
  externalId: z.string().nullable(),
  clientId: z.string().nullable(),
  theirsMinor: z.bigint().nullable(),
  oursMinor: z.bigint().nullable(),
  currency: z.string(),
  foundAt: z.date(),
  resolvedAt: z.date().nullable(),
  note: z.string().nullable(),
})
export type FindingView = z.infer<typeof FindingView>

export const ReconciliationView = z.object({
  id: z.string(), provider: z.enum(paymentProviderIds), mode, from: z.date(), to: z.date(), state: z.enum(['running', 'done', 'failed']),
  payments: z.int(), refunds: z.int(), findings: z.int(), error: z.string().nullable(), startedAt: z.date(), finishedAt: z.date().nullable(),
})
export type ReconciliationView = z.infer<typeof ReconciliationView>

export const ReconciliationsView = z.object({ data: z.array(ReconciliationView) })

export const ProviderView = z.object({
  id: z.enum(paymentProviderIds),
  isConfigured: z.boolean(),
  mode: mode.nullable(),
  health: z.object({ ok: z.boolean(), reason: z.string().nullable(), checkedAt: z.date() }).nullable(),
  webhookUrl: z.string().nullable().meta({ description: 'To be entered at the provider.' }),
  settings: z.array(z.object({ name: z.string(), isSet: z.boolean() })).meta({ description: 'The variables it is set up with; their values are never shown.' }),
  lastNoticeAt: z.date().nullable(),
  openAttempts: z.int(),
  can: z.object({ saveMethods: z.boolean(), refund: z.boolean(), reconcile: z.boolean() }),
})
export type ProviderView = z.infer<typeof ProviderView>

export const ProvidersView = z.object({ data: z.array(ProviderView) })
export const ProviderTestView = z.object({ id: z.enum(paymentProviderIds), isOk: z.boolean(), reason: z.string().nullable(), latencyMs: z.int() })
export type ProviderTestView = z.infer<typeof ProviderTestView>

export const DisputeView = z.object({
  id: z.string(), clientId: z.string(), clientName: z.string(), paymentId: z.string(), invoiceId: z.string(), invoiceNumber: z.string().nullable(),
  provider: z.enum(paymentProviderIds), mode, externalId: z.string(), state: z.enum(['open', 'won', 'lost']), amountMinor: z.bigint(), currency: z.string(),
  reason: z.string().nullable(), respondBy: z.date().nullable(),
  reopenedMinor: z.bigint().meta({ description: 'What the invoice is owed again.' }),
  withdrawnMinor: z.bigint().meta({ description: 'Wallet credit taken back with it.' }),
  unrecoveredMinor: z.bigint().meta({ description: 'Neither on the invoice nor in the wallet any more.' }),
  openedAt: z.date(), closedAt: z.date().nullable(),
})
export type DisputeView = z.infer<typeof DisputeView>

export const DisputeDetailView = DisputeView.extend({
  providerPage: z.string().nullable().meta({ description: 'Where it is answered; null where the provider has no such page.' }),
  testPage: z.string().nullable().meta({ description: 'Test payments: the page whose bank decides it.' }),
  events: z.array(PaymentEventView).meta({ description: 'What happened to the payment, newest first.' }),
})
export type DisputeDetailView = z.infer<typeof DisputeDetailView>

export const AdminRefundView = RefundView.extend({
  clientId: z.string(), clientName: z.string(), mode: z.string(), invoiceId: z.string(), invoiceNumber: z.string().nullable(), reason: z.string(), externalId: z.string().nullable(),
})
export type AdminRefundView = z.infer<typeof AdminRefundView>

export const BookingView = z.object({
  id: z.string(), sourceKind: z.string(), description: z.string(), createdAt: z.date(),
  entries: z.array(z.object({ id: z.string(), account: z.string(), isClients: z.boolean(), amountMinor: z.bigint().meta({ description: 'Debits positive, credits negative.' }), currency: z.string() })),
})
export type BookingView = z.infer<typeof BookingView>

export const PaymentDetailView = AdminPaymentView.extend({
  updatedAt: z.date(), checkedAt: z.date().nullable().meta({ description: 'When the provider was last asked about it.' }), refundedMinor: z.bigint(),
  isFinal: z.boolean().meta({ description: 'The failure will not change with this method.' }), locale: z.string(),
  savedMethod: z.object({ brand: z.string().nullable(), last4: z.string().nullable() }).nullable(),
  history: PaymentHistoryView, notices: z.array(WebhookRowView), ledger: z.array(BookingView),
  providerPage: z.string().nullable(),
})
export type PaymentDetailView = z.infer<typeof PaymentDetailView>
