import type { Prisma } from '@/lib/db/generated/client'
import { balanceOf, settledFields } from '@/lib/domain/billing/invoices/settled'
import type { AdminInvoiceView, AdminPaymentView } from './view'

/** Open, not fully paid and past its date. */
export const overdueAt = (now: Date): Prisma.InvoiceWhereInput =>
  ({ documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] }, dueAt: { lt: now } })

export const invoiceFields = {
  id: true, number: true, clientId: true, paymentStatus: true, currency: true, ...settledFields, mode: true,
  issuedAt: true, dueAt: true, createdAt: true, client: { select: { name: true } },
} as const satisfies Prisma.InvoiceSelect
export type InvoiceRow = Prisma.InvoiceGetPayload<{ select: typeof invoiceFields }>

export function invoiceView(row: InvoiceRow, now: Date): AdminInvoiceView {
  const { client, paidMinor: _paid, creditAppliedMinor: _applied, writtenOffMinor: _off, ...rest } = row
  const balanceMinor = balanceOf(row)
  return {
    ...rest, clientName: client.name, balanceMinor,
    isOverdue: balanceMinor > 0n && row.dueAt !== null && row.dueAt < now,
  }
}

export const paymentFields = {
  id: true, clientId: true, invoiceId: true, provider: true, mode: true, amountMinor: true, currency: true, state: true, failureCode: true, externalId: true,
  createdAt: true, settledAt: true, client: { select: { name: true } }, invoice: { select: { number: true } },
} as const satisfies Prisma.PaymentSelect
export type PaymentRow = Prisma.PaymentGetPayload<{ select: typeof paymentFields }>

export const paymentView = ({ client, invoice, ...row }: PaymentRow): AdminPaymentView => ({ ...row, clientName: client.name, invoiceNumber: invoice.number })
