import { z } from 'zod'
import { creditReasons } from '@/lib/domain/billing/invoices/credit/reasons'
import { ManualLine } from '@/lib/domain/billing/invoices/manual-line'

const id = z.string().min(1).max(64)
const memo = z.string().trim().max(500).nullable().optional()

/** What a preview gave out; a confirmation that brings it is refused when anything in it has changed. */
const proof = {
  frozenAt: z.coerce.date().optional().meta({ description: 'The preview’s frozen instant.' }),
  hash: z.string().max(64).optional().meta({ description: 'The preview’s hash: the act is refused (409) when it would come out otherwise.' }),
}

/** A line in a list, or as JSON text where a form cannot send objects. */
const orJson = <S extends z.ZodType>(schema: S) =>
  z.union([schema, z.string().max(1_000).transform((text, ctx): unknown => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      ctx.addIssue({ code: 'custom', message: 'not JSON' })
      return z.NEVER
    }
  }).pipe(schema)])

const CreditedLine = z.object({ id, amountMinor: z.coerce.bigint().min(1n) })

const credit = {
  amountMinor: z.coerce.bigint().min(1n).optional().meta({ description: 'With tax; everything that is left when neither this nor lines are given.' }),
  lines: z.array(orJson(CreditedLine)).max(200).optional().meta({ description: 'Amounts before tax, line by line.' }),
  reason: z.enum(creditReasons).default('other'),
  memo,
}

export const CreditInvoiceInput = z.object({ id, ...credit, destination: z.enum(['wallet', 'refund']).default('wallet').meta({ description: 'Where what was paid goes; what is still owed is reduced first.' }), ...proof })
export const RefundInvoiceInput = z.object({ id, ...credit, ...proof })
export const VoidInvoiceInput = z.object({ id, reason: z.string().trim().max(500).optional(), ...proof })
export const WriteOffInvoiceInput = z.object({ id, reason: z.string().trim().min(1).max(500), ...proof })
export const RegenerateInvoiceInput = z.object({ id, reason: z.string().trim().max(500).optional(), ...proof })

export const invoiceActs = ['credit', 'refund', 'void', 'write_off', 'regenerate'] as const
export type InvoiceAct = (typeof invoiceActs)[number]

export const PreviewInvoiceActInput = z.object({
  id, act: z.enum(invoiceActs), ...credit, destination: z.enum(['wallet', 'refund']).default('wallet'),
})

const order = {
  clientId: id,
  lines: z.array(orJson(ManualLine)).min(1).max(50),
  dueInDays: z.coerce.number().int().min(0).max(120).default(14),
  memo,
}
export const PreviewInvoiceInput = z.object(order)
export const CreateInvoiceInput = z.object({ ...order, ...proof })

/** How money came past every provider. */
export const paymentMeans = ['bank_transfer', 'cash', 'cheque', 'other'] as const

export const RecordPaymentInput = z.object({
  id,
  amountMinor: z.coerce.bigint().min(1n).max(10n ** 11n).meta({ description: 'What came, whole: what is above the balance becomes the client’s credit.' }),
  means: z.enum(paymentMeans),
  reference: z.string().trim().min(3).max(120).meta({ description: 'What the bank statement or the receipt calls it; one reference of one means is recorded once.' }),
  receivedOn: z.iso.date().meta({ description: 'The day the money came, UTC.' }),
  note: z.string().trim().max(300).optional().meta({ description: 'For the audit log.' }),
})
