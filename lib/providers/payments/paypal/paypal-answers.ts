import { z } from 'zod'

// The part of PayPal's answers that is read. Source: PayPal's published REST descriptions (orders v2, payments v2, vault v3,
// disputes v1, transaction search v1).

export const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() })
export const ErrorAnswer = z.object({ name: z.string().optional(), debug_id: z.string().optional(), details: z.array(z.object({ issue: z.string().optional() })).optional() })
export const Nothing = z.unknown()

const Amount = z.object({ currency_code: z.string(), value: z.string() })
const Link = z.object({ href: z.string(), rel: z.string() })

const Capture = z.object({
  id: z.string(), status: z.string(), amount: Amount, custom_id: z.string().optional(),
  processor_response: z.object({ response_code: z.string().optional() }).optional(),
})

const Wallet = z.object({
  email_address: z.string().optional(),
  attributes: z.object({ vault: z.object({ id: z.string().optional(), status: z.string().optional(), customer: z.object({ id: z.string().optional() }).optional() }).optional() }).optional(),
})

export const Order = z.object({
  id: z.string(),
  status: z.string(),
  links: z.array(Link).default([]),
  payment_source: z.object({ paypal: Wallet.optional() }).optional(),
  purchase_units: z.array(z.object({ custom_id: z.string().optional(), amount: Amount.optional(), payments: z.object({ captures: z.array(Capture).optional() }).optional() })).default([]),
})
export type Order = z.infer<typeof Order>

export const RefundAnswer = z.object({ id: z.string(), status: z.string(), amount: Amount, custom_id: z.string().optional(), status_details: z.object({ reason: z.string().optional() }).optional() })
export type RefundAnswer = z.infer<typeof RefundAnswer>

export const SetupToken = z.object({ id: z.string(), status: z.string().optional(), links: z.array(Link).default([]) })
export const PaymentToken = z.object({ id: z.string(), customer: z.object({ id: z.string().optional() }).optional(), payment_source: z.object({ paypal: z.object({ email_address: z.string().optional() }).optional() }).optional() })

export const DisputeAnswer = z.object({
  dispute_id: z.string(), status: z.string(), reason: z.string().optional(), dispute_amount: Amount.optional(), seller_response_due_date: z.string().optional(),
  dispute_outcome: z.object({ outcome_code: z.string().optional() }).optional(),
  disputed_transactions: z.array(z.object({ custom: z.string().optional(), seller_transaction_id: z.string().optional() })).default([]),
})
export type DisputeAnswer = z.infer<typeof DisputeAnswer>

export const TransactionPage = z.object({
  total_pages: z.number().default(1),
  transaction_details: z.array(z.object({
    transaction_info: z.object({
      transaction_id: z.string(), transaction_event_code: z.string(), transaction_status: z.string(), transaction_initiation_date: z.string(), transaction_amount: Amount,
      custom_field: z.string().optional(), paypal_reference_id: z.string().optional(),
    }),
  })).default([]),
})

export const SignatureAnswer = z.object({ verification_status: z.string() })

export const Event = z.object({
  id: z.string(), event_type: z.string(),
  resource: z.object({
    id: z.string().optional(), dispute_id: z.string().optional(),
    supplementary_data: z.object({ related_ids: z.object({ order_id: z.string().optional() }).optional() }).optional(),
  }).default({}),
})
export type Event = z.infer<typeof Event>
