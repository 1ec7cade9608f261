import type { Db } from '@/lib/db/transaction'
import { readPaymentHistory } from '@/lib/domain/billing/history/read-payment-history'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../../platform/command'
import { paymentFields, paymentView } from '../invoice-row'
import { webhookRowFields } from '../list-webhook-events'
import { ById } from '../schema'
import { providerPageOf } from './provider-page'
import type { BookingView, PaymentDetailView } from './view'

const detailFields = { ...paymentFields, updatedAt: true, checkedAt: true, refundedMinor: true, isFinal: true, locale: true, savedMethod: { select: { brand: true, last4: true } } } as const
/** What a payment, its refunds and its disputes are booked under. */
const sources = ['payment', 'payment_surplus', 'refund', 'refund_failed', 'dispute', 'dispute_withdrawal', 'dispute_won', 'dispute_credit']
const noticeLimit = 50

async function bookingsOf(db: Db, clientId: string, ids: readonly string[]): Promise<BookingView[]> {
  const rows = await db.ledgerTransaction.findMany({
    where: { clientId, sourceKind: { in: sources }, sourceId: { in: [...ids] } }, orderBy: { id: 'desc' },
    select: {
      id: true, sourceKind: true, description: true, createdAt: true,
      entries: { orderBy: { id: 'asc' }, select: { id: true, amountMinor: true, currency: true, account: { select: { kind: true, clientId: true } } } },
    },
  })
  return rows.map(({ entries, ...row }) => ({
    ...row, entries: entries.map(({ account, ...entry }) => ({ ...entry, account: account.kind, isClients: account.clientId !== null })),
  }))
}

/** One attempt of any client with its history, the provider's notices and what was booked. @throws DomainError not_found */
export const getPaymentDetail = platformQuery('admin.getPayment', ById, async ({ db }, { id }): Promise<PaymentDetailView> => {
  const row = await db.payment.findUnique({ where: { id }, select: detailFields })
  if (!row) throw notFound('payment')
  const { updatedAt, checkedAt, refundedMinor, isFinal, locale, savedMethod, ...own } = row
  const history = await readPaymentHistory(db, own.clientId, id)
  const [refunds, disputes] = await Promise.all([
    db.refund.findMany({ where: { clientId: own.clientId, paymentId: id }, select: { id: true, externalId: true } }),
    db.dispute.findMany({ where: { clientId: own.clientId, paymentId: id }, select: { id: true, externalId: true } }),
  ])
  const objects = [own, ...refunds, ...disputes].flatMap(({ externalId }) => externalId ?? [])
  const [ledger, notices] = await Promise.all([
    bookingsOf(db, own.clientId, [id, ...[...refunds, ...disputes].map((one) => one.id)]),
    db.webhookEvent.findMany({ where: { provider: own.provider, mode: own.mode, objectId: { in: objects } }, orderBy: { id: 'desc' }, take: noticeLimit, select: webhookRowFields }),
  ])
  return {
    ...paymentView(own), updatedAt, checkedAt, refundedMinor, isFinal, locale, savedMethod, history, ledger, notices,
    providerPage: own.externalId === null ? null : providerPageOf('payment', { provider: own.provider, mode: own.mode, externalId: own.externalId }),
  }
})
