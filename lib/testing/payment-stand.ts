import { platformDb } from '@/lib/db/platform-db'
import type { Purchase } from './payment-rails'

/** How a purchase stands in our books, without ids and times: two lives that went the same way are equal. */
export type Stand = Record<string, unknown>

export async function standOf({ clientId, invoiceId, subscriptionId }: Purchase): Promise<Stand> {
  const [payments, invoice, subscription, bookings, disputes, wallets, receivable] = await Promise.all([
    platformDb.payment.findMany({ where: { clientId }, orderBy: { id: 'asc' }, select: { provider: true, state: true, amountMinor: true, refundedMinor: true } }),
    platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { documentStatus: true, paymentStatus: true, paidMinor: true, disputedAt: true } }),
    platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId }, select: { status: true } }),
    platformDb.ledgerTransaction.groupBy({ by: ['sourceKind'], where: { clientId }, _count: true, orderBy: { sourceKind: 'asc' } }),
    platformDb.dispute.findMany({ where: { clientId }, select: { state: true, reopenedMinor: true, withdrawnMinor: true, unrecoveredMinor: true } }),
    platformDb.wallet.findMany({ where: { clientId }, select: { balancePicos: true } }),
    platformDb.ledgerEntry.aggregate({ where: { account: { clientId, kind: 'receivable' } }, _sum: { amountMinor: true } }),
  ])
  const { disputedAt, ...rest } = invoice
  return {
    payments, invoice: { ...rest, isDisputed: disputedAt !== null }, subscription: subscription.status, disputes, wallets, receivableMinor: receivable._sum.amountMinor,
    bookings: bookings.map(({ sourceKind, _count }) => `${_count} ${sourceKind}`),
  }
}
