import { z } from 'zod'
import { PaymentView, RefundView } from '../view'

/** What can have happened to a payment; each is also a key under `billing.history.event`. */
export const paymentEventKinds = [
  'started', 'charged', 'awaiting_customer', 'processing', 'unknown', 'succeeded', 'failed', 'canceled', 'expired', 'confirmed', 'mismatch', 'receipt_sent',
  'refund_requested', 'refund_pending', 'refund_succeeded', 'refund_failed', 'dispute_opened', 'dispute_won', 'dispute_lost',
  'coins_chosen', 'coins_seen', 'coins_booked', 'coins_gone', 'coins_undone',
] as const

export const PaymentEventView = z.object({
  at: z.date(),
  kind: z.enum(paymentEventKinds),
  by: z.enum(['client', 'staff', 'notice', 'system']).meta({ description: '`notice`: the provider told us; `system`: we asked, or it followed by itself.' }),
  reason: z.string().nullable().meta({ description: 'The provider’s reason of a failure or a dispute; of coins, how many.' }),
  amountMinor: z.bigint().nullable(),
})
export type PaymentEventView = z.infer<typeof PaymentEventView>

export const PaymentDisputeView = z.object({
  id: z.string(), state: z.enum(['open', 'won', 'lost']), amountMinor: z.bigint(), currency: z.string(), reason: z.string().nullable(),
  respondBy: z.date().nullable(), openedAt: z.date(), closedAt: z.date().nullable(),
})
export type PaymentDisputeView = z.infer<typeof PaymentDisputeView>

export const PaymentHistoryView = z.object({
  events: z.array(PaymentEventView).meta({ description: 'Newest first.' }),
  refunds: z.array(RefundView),
  disputes: z.array(PaymentDisputeView),
  otherTries: z.array(PaymentView).meta({ description: 'The latest 20 other attempts to collect the same invoice, newest first.' }),
})
export type PaymentHistoryView = z.infer<typeof PaymentHistoryView>
