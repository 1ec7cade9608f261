import { z } from 'zod'
import { paymentProviderIds } from '@/lib/providers/payments/types'

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
