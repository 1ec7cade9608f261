import { query } from '@/lib/domain/command'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { notFound } from '@/lib/kernel/error'
import { invoiceDetailFields, invoiceDetailView, invoiceFields, invoiceView } from './invoice-row'
import { GetByIdInput, ListInvoicesInput } from '../schema'
import type { InvoiceDetailView, InvoiceView } from '../view'

/** One invoice with its lines, payments and history. @throws DomainError not_found */
export const getInvoice = query('billing.getInvoice', GetByIdInput, async (ctx, { id }): Promise<InvoiceDetailView> => {
  const row = await ctx.db.invoice.findUnique({ where: { clientId_id: { clientId: ctx.clientId, id } }, select: invoiceDetailFields })
  if (!row) throw notFound('invoice')
  return invoiceDetailView(row, ctx.clock.now())
})

/** The client's invoices, newest first. */
export const listInvoices = query('billing.listInvoices', ListInvoicesInput, async (ctx, input): Promise<Page<InvoiceView>> => {
  const { where, ...paging } = pageArgs(input)
  const { documentStatus, paymentStatus, owed, q, issuedFrom, issuedBefore } = input
  const rows = await ctx.db.invoice.findMany({
    ...paging,
    where: {
      ...where, clientId: ctx.clientId,
      ...(owed ? { AND: [{ documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] }, ...(owed === 'overdue' ? { dueAt: { lt: ctx.clock.now() } } : {}) }] } : {}),
      ...(documentStatus ? { documentStatus } : {}),
      ...(paymentStatus ? { paymentStatus } : {}),
      ...(issuedFrom || issuedBefore ? { issuedAt: { ...(issuedFrom ? { gte: issuedFrom } : {}), ...(issuedBefore ? { lt: issuedBefore } : {}) } } : {}),
      ...(q ? { number: { contains: q, mode: 'insensitive' } } : {}),
    },
    select: invoiceFields,
  })
  return toPage(rows, input.limit, (row) => invoiceView(row, ctx.clock.now()))
})
