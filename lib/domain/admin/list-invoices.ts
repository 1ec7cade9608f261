import type { Prisma } from '@/lib/db/generated/client'
import { platformQuery } from '../platform/command'
import { invoiceFields, invoiceView, overdueAt, paymentFields, paymentView } from './invoice-row'
import { containing, pageOf } from './page-of'
import { ListInvoicesInput, ListPaymentsInput } from './schema'

function statusFilter(status: string | undefined, now: Date): Prisma.InvoiceWhereInput {
  if (status === 'overdue') return overdueAt(now)
  if (status === 'open') return { documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } }
  if (status === 'paid') return { documentStatus: 'open', paymentStatus: 'paid' }
  return status === 'void' ? { documentStatus: 'void' } : { documentStatus: { not: 'draft' } }
}

/** Every client's posted invoices, newest first. */
export const listAllInvoices = platformQuery('admin.listInvoices', ListInvoicesInput, async ({ db, clock }, { q, status, clientId, ...page }) => {
  const now = clock.now()
  const search = q ? { OR: [{ number: containing(q) }, { id: q }, { clientId: q }, { client: { name: containing(q) } }] } : {}
  return pageOf(page, ({ where, ...args }) => db.invoice.findMany({
    ...args, where: { AND: [where, statusFilter(status, now), search, clientId ? { clientId } : {}] }, select: invoiceFields,
  }), (row) => invoiceView(row, now))
})

/** Every client's payment attempts, newest first. */
export const listAllPayments = platformQuery('admin.listPayments', ListPaymentsInput, async ({ db }, { state, clientId, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.payment.findMany({
    ...args, where: { AND: [where, state ? { state } : {}, clientId ? { clientId } : {}] }, select: paymentFields,
  }), paymentView))
