import type { Prisma } from '@/lib/db/generated/client'
import { readPaymentHistory } from '@/lib/domain/billing/history/read-payment-history'
import { env } from '@/lib/env'
import { notFound } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { platformQuery } from '../../platform/command'
import { pageOf } from '../page-of'
import { ById } from '../schema'
import { providerPageOf } from './provider-page'
import { ListDisputesInput } from './schema'
import type { DisputeDetailView, DisputeView } from './view'

const disputeFields = {
  id: true, clientId: true, paymentId: true, invoiceId: true, provider: true, mode: true, externalId: true, state: true, amountMinor: true, currency: true, reason: true,
  respondBy: true, reopenedMinor: true, withdrawnMinor: true, unrecoveredMinor: true, openedAt: true, closedAt: true,
  invoice: { select: { number: true, client: { select: { name: true } } } },
} as const

/** What banks took back, newest first. Answering a dispute happens at the provider. */
export const listDisputes = platformQuery('admin.listDisputes', ListDisputesInput, async ({ db }, { state, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.dispute.findMany({ ...args, where: { AND: [where, state ? { state } : {}] }, select: disputeFields }),
    disputeView))

type Row = Prisma.DisputeGetPayload<{ select: typeof disputeFields }>
/** State and mode are held to their lists by CHECKs. */
const disputeView = ({ invoice, ...row }: Row): DisputeView => ({ ...row, invoiceNumber: invoice.number, clientName: invoice.client.name }) as DisputeView

/** One dispute with where it is answered and what led to it. @throws DomainError not_found */
export const getDispute = platformQuery('admin.getDispute', ById, async ({ db }, { id }): Promise<DisputeDetailView> => {
  const row = await db.dispute.findUnique({ where: { id }, select: { ...disputeFields, payment: { select: { externalId: true } } } })
  if (!row) throw notFound('dispute')
  const { payment, ...own } = row
  const { events } = await readPaymentHistory(db, own.clientId, own.paymentId)
  return {
    ...disputeView(own), events, providerPage: providerPageOf('dispute', own),
    testPage: own.provider === 'sandbox' && payment.externalId ? `${env().PUBLIC_ORIGIN}${routes.sandboxCharge(payment.externalId)}` : null,
  }
})
