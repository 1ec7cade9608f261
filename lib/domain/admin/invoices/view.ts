import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { CreditNoteRowView, InvoiceDetailView, PartyView, QuoteLineView, RefundView, TaxLineView } from '@/lib/domain/billing/view'
import { invoiceActs } from './schema'

export const InvoiceActPreviewView = z.object({
  act: z.enum(invoiceActs),
  currency: z.string(),
  lines: z.array(z.object({ description: LocalizedTextView, amountMinor: z.bigint() })).meta({ description: 'Before tax.' }),
  subtotalMinor: z.bigint(),
  taxMinor: z.bigint(),
  totalMinor: z.bigint(),
  appliedMinor: z.bigint().meta({ description: 'Reduces what is owed.' }),
  walletMinor: z.bigint().meta({ description: 'Becomes wallet credit.' }),
  refundMinor: z.bigint().meta({ description: 'Goes back the way it was paid.' }),
  balanceBeforeMinor: z.bigint(),
  balanceAfterMinor: z.bigint(),
  frozenAt: z.date(),
  hash: z.string(),
})
export type InvoiceActPreviewView = z.infer<typeof InvoiceActPreviewView>

export const InvoicePreviewView = z.object({
  currency: z.string(),
  lines: z.array(QuoteLineView),
  tax: z.array(TaxLineView),
  subtotalMinor: z.bigint(),
  taxMinor: z.bigint(),
  totalMinor: z.bigint(),
  buyer: PartyView,
  dueAt: z.date(),
  frozenAt: z.date(),
  hash: z.string(),
})
export type InvoicePreviewView = z.infer<typeof InvoicePreviewView>

export const StaffInvoiceView = InvoiceDetailView.extend({
  clientId: z.string(),
  clientName: z.string(),
  creditNotes: z.array(CreditNoteRowView),
  refunds: z.array(RefundView),
  creditableMinor: z.bigint().meta({ description: 'What credit notes can still take, with tax.' }),
  refundableMinor: z.bigint().meta({ description: 'What can still go back the way it was paid.' }),
  acts: z.array(z.enum(invoiceActs)).meta({ description: 'What can be done with it now.' }),
})
export type StaffInvoiceView = z.infer<typeof StaffInvoiceView>
