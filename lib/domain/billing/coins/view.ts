import { z } from 'zod'
import { coinAssets } from '@/lib/providers/chains/types'

/** How a payment with coins stands for whoever pays it. */
export const coinPaymentStatuses = ['waiting', 'seen', 'partly', 'paid', 'late', 'expired'] as const
export const coinArrivalStatuses = ['seen', 'confirmed', 'booked', 'gone'] as const
/** Why a coin cannot be chosen now; each is a key under `coins.reasons`. */
export const coinReasons = ['chain_down', 'no_rate', 'below_minimum', 'under_way', 'closed'] as const
export const coinRefundStates = ['needs_address', 'needs_operator', 'sent', 'canceled'] as const

const asset = z.enum(coinAssets)

export const CoinOptionView = z.object({
  asset, network: z.string(), isAvailable: z.boolean(),
  reason: z.enum(coinReasons).nullable().meta({ description: 'Why it cannot be chosen now.' }),
})
export type CoinOptionView = z.infer<typeof CoinOptionView>

export const CoinReceiptView = z.object({
  id: z.string(), asset, network: z.string(),
  amountText: z.string().meta({ description: 'In the coin, as decimal text.' }),
  valueMinor: z.bigint().nullable().meta({ description: 'What it is worth here; null until a rate is known.' }),
  txHash: z.string().nullable(), seenAt: z.date(),
  confirmations: z.int(),
  needed: z.int().nullable().meta({ description: 'Confirmations until it counts; null when the block has to be final.' }),
  status: z.enum(coinArrivalStatuses),
  isLate: z.boolean().meta({ description: 'Seen after the quote had ended: valued at the rate of that time.' }),
})
export type CoinReceiptView = z.infer<typeof CoinReceiptView>

export const CoinRefundView = z.object({
  id: z.string(), refundId: z.string(), paymentId: z.string(), asset, network: z.string(),
  amountMinor: z.bigint(), currency: z.string(), amountText: z.string().meta({ description: 'In the coin, as decimal text.' }),
  state: z.enum(coinRefundStates), destination: z.string().nullable(), txHash: z.string().nullable(), createdAt: z.date(), sentAt: z.date().nullable(),
})
export type CoinRefundView = z.infer<typeof CoinRefundView>

export const CoinPaymentView = z.object({
  paymentId: z.string(), invoiceId: z.string(), invoiceNumber: z.string().nullable(), mode: z.enum(['test', 'live']),
  state: z.enum(['created', 'awaiting_customer', 'processing', 'succeeded', 'failed', 'canceled', 'expired', 'unknown']),
  status: z.enum(coinPaymentStatuses),
  coins: z.array(CoinOptionView),
  asset: asset.nullable().meta({ description: 'The coin that was chosen last.' }),
  network: z.string().nullable(),
  address: z.string().nullable(),
  uri: z.string().nullable().meta({ description: 'For wallets: BIP 21 or EIP-681.' }),
  amountText: z.string().nullable().meta({ description: 'What is still to be sent, in the coin; null without a quote in force.' }),
  rate: z.string().nullable().meta({ description: 'One coin in the invoice’s currency.' }),
  quoteEndsAt: z.date().nullable(),
  watchUntil: z.date().nullable(),
  currency: z.string(),
  fiatDueMinor: z.bigint().meta({ description: 'What the invoice still asks for, less what is on its way.' }),
  receivedMinor: z.bigint().meta({ description: 'What has been booked of this payment.' }),
  received: z.array(CoinReceiptView),
  surplusMinor: z.bigint().meta({ description: 'What was more than the invoice: account credit.' }),
  refundableMinor: z.bigint().meta({ description: 'Of that credit, what can be asked back in coins.' }),
  refunds: z.array(CoinRefundView),
})
export type CoinPaymentView = z.infer<typeof CoinPaymentView>
