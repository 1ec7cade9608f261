import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'
import { documentStatuses, intervals, paymentProviders, paymentStates, paymentStatuses, refundStates, transactionKinds } from './view'

const id = z.string().min(1).max(64)
const planCode = z.string().min(1).max(64)
const interval = z.enum(intervals).default('month')
const provider = z.enum(paymentProviders)

const saveMethod = z.boolean().default(false).meta({ description: 'Keep this way to pay and charge later invoices to it.' })

const quantity = z.coerce.number().int().min(1).max(10_000).default(1).meta({ description: 'Seats.' })

const promotionCode = z.string().trim().min(1).max(60).optional().meta({ description: 'A promotion code, in any case.' })

export const PreviewSubscriptionInput = z.object({ planCode, interval, quantity, promotionCode })

export const SubscribeInput = z.object({
  planCode,
  interval,
  quantity,
  promotionCode,
  frozenAt: z.coerce.date().meta({ description: 'The preview’s frozen instant.' }),
  hash: z.string().min(1).max(64).meta({ description: 'The preview’s hash.' }),
  provider: provider.optional().meta({ description: 'How to pay; the first available when absent.' }),
  saveMethod,
})

export const GetByIdInput = z.object({ id })

export const ListSubscriptionsInput = PageInput
export const ListInvoicesInput = PageInput.extend({
  documentStatus: z.enum(documentStatuses).optional(),
  paymentStatus: z.enum(paymentStatuses).optional(),
  owed: z.enum(['owed', 'overdue']).optional().meta({ description: 'Open with something left to pay; overdue: past its date, too.' }),
  q: z.string().trim().max(64).optional().meta({ description: 'Part of the invoice number.' }),
  issuedFrom: z.coerce.date().optional().meta({ description: 'Dated at this instant or later.' }),
  issuedBefore: z.coerce.date().optional().meta({ description: 'Dated before this instant.' }),
})
export const ListPaymentsInput = PageInput.extend({
  state: z.enum(paymentStates).optional(),
  invoiceId: id.optional(),
})

export const ListCreditNotesInput = PageInput.extend({ invoiceId: id.optional() })

export const ListTransactionsInput = PageInput.extend({
  kind: z.enum(transactionKinds).optional(),
  state: z.enum([...new Set([...paymentStates, ...refundStates])]).optional(),
  invoiceId: id.optional(),
})
export const StartPaymentInput = z.object({ invoiceId: id, provider: provider.optional(), saveMethod })
export const PayInvoiceInput = z.object({ id, provider: provider.optional(), saveMethod })
export const GetWalletInput = z.object({})
export const SetSpendLimitInput = z.object({ amountMinor: z.coerce.bigint().min(0n).max(100_000_000n) })
