import type { Db } from '@/lib/db/transaction'
import { bookingId } from '@/lib/domain/billing/coins/book-arrival'
import { readCoins } from '@/lib/domain/billing/coins/read-coins'
import { readPaymentHistory } from '@/lib/domain/billing/history/read-payment-history'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../../platform/command'
import { paymentFields, paymentView } from '../invoice-row'
import { webhookRowFields } from '../list-webhook-events'
import { ById } from '../schema'
import { providerPageOf } from './provider-page'
import type { BookingView, PaymentDetailView } from './view'

const detailFields = { ...paymentFields, updatedAt: true, checkedAt: true, refundedMinor: true, isFinal: true, locale: true, savedMethod: { select: { brand: true, last4: true } } } as const
/** What a payment, its refunds, its disputes and its coins are booked under. */
const sources = [
  'payment', 'payment_surplus', 'refund', 'refund_failed', 'dispute', 'dispute_top_up', 'dispute_withdrawal', 'dispute_won', 'dispute_top_up_back', 'dispute_credit',
  'coin_arrival', 'coin_arrival_surplus', 'coin_arrival_reversal', 'coin_arrival_reversal_top_up', 'coin_arrival_reversal_withdrawal', 'coin_crumb',
]
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

/** What the arrivals of coins are booked under: each once for every time it was booked, the crumb after as many. */
async function coinSources(db: Db, clientId: string, id: string): Promise<string[]> {
  const { arrivals } = await readCoins(db, clientId, id)
  const times = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  const crumbs = times(1 + arrivals.reduce((sum, { bookings }) => sum + bookings, 0)).map((time) => bookingId(id, time))
  return [...crumbs, ...arrivals.flatMap((arrival) => times(arrival.bookings).map((time) => bookingId(arrival.id, time)))]
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
  const coins = own.provider === 'crypto' ? await coinSources(db, own.clientId, id) : []
  const [ledger, notices] = await Promise.all([
    bookingsOf(db, own.clientId, [id, ...coins, ...[...refunds, ...disputes].map((one) => one.id)]),
    db.webhookEvent.findMany({ where: { provider: own.provider, mode: own.mode, objectId: { in: objects } }, orderBy: { id: 'desc' }, take: noticeLimit, select: webhookRowFields }),
  ])
  return {
    ...paymentView(own), updatedAt, checkedAt, refundedMinor, isFinal, locale, savedMethod, history, ledger, notices,
    providerPage: own.externalId === null ? null : providerPageOf('payment', { provider: own.provider, mode: own.mode, externalId: own.externalId }),
  }
})
