import { platformQuery } from '../../platform/command'
import { pageOf } from '../page-of'
import { ListDisputesInput } from './schema'
import type { DisputeView } from './view'

const disputeFields = {
  id: true, clientId: true, paymentId: true, invoiceId: true, provider: true, mode: true, externalId: true, state: true, amountMinor: true, currency: true, reason: true,
  respondBy: true, reopenedMinor: true, withdrawnMinor: true, unrecoveredMinor: true, openedAt: true, closedAt: true,
  invoice: { select: { number: true, client: { select: { name: true } } } },
} as const

/** What banks took back, newest first. Answering a dispute happens at the provider. */
export const listDisputes = platformQuery('admin.listDisputes', ListDisputesInput, async ({ db }, { state, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.dispute.findMany({ ...args, where: { AND: [where, state ? { state } : {}] }, select: disputeFields }),
    ({ invoice, ...row }) => ({ ...row, invoiceNumber: invoice.number, clientName: invoice.client.name }) as DisputeView)) // state and mode are held to their lists by CHECKs
