import { refundFields, refundView } from '@/lib/domain/billing/invoices/refund/refund-row'
import { platformQuery } from '../../platform/command'
import { pageOf } from '../page-of'
import { ListRefundsInput } from './schema'
import type { AdminRefundView } from './view'

const fields = {
  ...refundFields, clientId: true, reason: true, externalId: true,
  payment: { select: { provider: true, mode: true, invoice: { select: { id: true, number: true, client: { select: { name: true } } } } } },
} as const

/** Every client's refunds, newest first. */
export const listRefunds = platformQuery('admin.listRefunds', ListRefundsInput, async ({ db }, { state, clientId, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.refund.findMany({ ...args, where: { AND: [where, state ? { state } : {}, clientId ? { clientId } : {}] }, select: fields }),
    (row): AdminRefundView => ({
      ...refundView(row), clientId: row.clientId, reason: row.reason, externalId: row.externalId, mode: row.payment.mode, invoiceId: row.payment.invoice.id,
      invoiceNumber: row.payment.invoice.number, clientName: row.payment.invoice.client.name,
    })))
