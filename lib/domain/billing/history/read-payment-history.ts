import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import { readCoins } from '../coins/read-coins'
import { refundFields, refundView } from '../invoices/refund/refund-row'
import { paymentFields, paymentView } from '../payment-row'
import { paymentEvents } from './payment-events'
import type { PaymentDisputeView, PaymentHistoryView } from './view'

const trailActions = ['billing.applyPaymentOutcome', 'billing.settleCoins', 'billing.cancelPayment']
/** A provider may repeat itself without end; the page shows the latest of it. */
const trailLimit = 200
/** An invoice may be tried without end too. */
const triesLimit = 20

const factFields = {
  provider: true, invoiceId: true, state: true, amountMinor: true, failureCode: true, savedMethodId: true, createdAt: true, updatedAt: true, settledAt: true, receiptSentAt: true,
} as const
const disputeFields = { id: true, state: true, amountMinor: true, currency: true, reason: true, respondBy: true, openedAt: true, closedAt: true } as const

/** What happened to one payment of a client, and what belongs to it. @throws DomainError not_found */
export async function readPaymentHistory(db: Db, clientId: string, id: string): Promise<PaymentHistoryView> {
  const payment = await db.payment.findUnique({ where: { clientId_id: { clientId, id } }, select: factFields })
  if (!payment) throw notFound('payment')
  const [trail, coins, refundRows, disputeRows, tries] = await Promise.all([
    db.auditEvent.findMany({
      where: { clientId, objectId: id, action: { in: trailActions } }, orderBy: { id: 'desc' }, take: trailLimit,
      select: { action: true, actorKind: true, actorId: true, data: true, createdAt: true },
    }),
    payment.provider === 'crypto' ? readCoins(db, clientId, id).then(({ arrivals }) => arrivals) : [],
    db.refund.findMany({ where: { clientId, paymentId: id }, orderBy: { id: 'desc' }, select: refundFields }),
    db.dispute.findMany({ where: { clientId, paymentId: id }, orderBy: { id: 'desc' }, select: disputeFields }),
    db.payment.findMany({ where: { clientId, invoiceId: payment.invoiceId, id: { not: id } }, orderBy: { id: 'desc' }, take: triesLimit, select: paymentFields }),
  ])
  const refunds = refundRows.map(refundView)
  const disputes = disputeRows as PaymentDisputeView[] // the state is held to its list by a CHECK
  return { events: paymentEvents(payment, trail.reverse(), coins, refunds, disputes), refunds, disputes, otherTries: tries.map(paymentView) }
}
