import { z } from 'zod'
import { grantKinds } from '@/lib/domain/ledger/grant'
import { PaymentView, QuoteLineView, TaxLineView } from '../view'

export const topUpStates = ['pending', 'credited', 'failed', 'canceled'] as const
export const pauseReasons = ['declined', 'no_method'] as const

export const WalletGrantView = z.object({
  id: z.string(),
  kind: z.enum(grantKinds),
  priority: z.int().meta({ description: 'The lowest is used first; then the earliest expiry.' }),
  amountMinor: z.bigint(),
  remainingMinor: z.bigint().meta({ description: 'Rounded down to what can be spent.' }),
  expiresAt: z.date().nullable(),
  reason: z.string().nullable(),
  createdAt: z.date(),
})
export type WalletGrantView = z.infer<typeof WalletGrantView>

export const TopUpView = z.object({
  id: z.string(),
  invoiceId: z.string(),
  amountMinor: z.bigint().meta({ description: 'The credit, before tax.' }),
  currency: z.string(),
  isAutomatic: z.boolean(),
  state: z.enum(topUpStates),
  createdAt: z.date(),
})
export type TopUpView = z.infer<typeof TopUpView>

export const AutoTopUpView = z.object({
  isEnabled: z.boolean(),
  currency: z.string(),
  thresholdMinor: z.bigint(),
  amountMinor: z.bigint().meta({ description: 'The credit bought each time, before tax.' }),
  monthlyCapMinor: z.bigint(),
  boughtThisMonthMinor: z.bigint(),
  pausedAt: z.date().nullable(),
  pauseReason: z.enum(pauseReasons).nullable(),
})
export type AutoTopUpView = z.infer<typeof AutoTopUpView>

export const WalletView = z.object({
  currency: z.string(),
  balanceMinor: z.bigint(),
  heldMinor: z.bigint(),
  availableMinor: z.bigint(),
  balance: z.string().meta({ description: 'Exact, in the major unit, to 12 decimals.' }),
  lowBalanceMinor: z.bigint().nullable().meta({ description: 'A notice is mailed when the balance falls below this; 0 = never, null = never chosen.' }),
  grants: z.array(WalletGrantView).meta({ description: 'What is left, in the order in which it is used.' }),
  pendingTopUps: z.array(TopUpView),
  autoTopUp: AutoTopUpView.nullable(),
})
export type WalletView = z.infer<typeof WalletView>

export const TopUpPreviewView = z.object({
  amountMinor: z.bigint(),
  creditMinor: z.bigint().meta({ description: 'What the wallet is given once it is paid.' }),
  currency: z.string(),
  subtotalMinor: z.bigint(),
  taxMinor: z.bigint(),
  totalMinor: z.bigint(),
  lines: z.array(QuoteLineView),
  tax: z.array(TaxLineView),
  frozenAt: z.date().meta({ description: 'Send it back with the confirmation.' }),
  expiresAt: z.date(),
  hash: z.string().meta({ description: 'Send it back with the confirmation.' }),
})
export type TopUpPreviewView = z.infer<typeof TopUpPreviewView>

export const movementKinds = ['top_up', 'promo', 'surplus', 'invoice_credit', 'credit_note', 'usage', 'invoice_payment', 'expiry', 'adjustment', 'refund', 'dispute', 'other'] as const
export type MovementKind = (typeof movementKinds)[number]

export const MovementView = z.object({
  id: z.string(),
  at: z.date(),
  kind: z.enum(movementKinds),
  amountMinor: z.bigint().meta({ description: 'Negative for what left the wallet.' }),
  balanceMinor: z.bigint().meta({ description: 'After this movement.' }),
  sourceId: z.string().nullable().meta({ description: 'The invoice, payment or grant it comes from.' }),
  note: z.string().nullable().meta({ description: 'The reason staff gave.' }),
})
export type MovementView = z.infer<typeof MovementView>

export const StatementView = z.object({
  currency: z.string(),
  from: z.date(),
  to: z.date().meta({ description: 'Exclusive.' }),
  openingMinor: z.bigint(),
  creditsMinor: z.bigint(),
  debitsMinor: z.bigint(),
  closingMinor: z.bigint(),
  unbookedMinor: z.bigint().meta({ description: 'Usage not yet on the statement: it is booked once a day in whole minor units.' }),
  movements: z.array(MovementView),
})
export type StatementView = z.infer<typeof StatementView>

export const StartedTopUpView = z.object({ topUp: TopUpView, payment: PaymentView })
export type StartedTopUpView = z.infer<typeof StartedTopUpView>
