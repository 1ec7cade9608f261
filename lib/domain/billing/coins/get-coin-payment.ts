import type { Db } from '@/lib/db/transaction'
import { query } from '@/lib/domain/command'
import { env } from '@/lib/env'
import { ethereumMain } from '@/lib/env-coins'
import { notFound } from '@/lib/kernel/error'
import type { AttemptState } from '@/lib/providers/payments/types'
import { isOpenAttempt } from '../attempt-state'
import { balanceOf, settledFields } from '../invoices/settled'
import { coinOptions } from './coin-options'
import { coinRefundFields, coinRefundView } from './coin-refund-row'
import { coinUri } from './coin-uri'
import { bookedMinor, isBooked, isUnderWay, quoteAt, readCoins, seenSince, surplusOf, underWayMinor, type CoinArrival, type CoinQuote, type Coins } from './read-coins'
import { refundableSurplus } from './refundable-surplus'
import { CoinPaymentInput } from './schema'
import { confirmationsNeeded, isConfirmed } from './tiers'
import { coinText, unitsFor } from './units'
import { worthInCents } from './value-coins'
import type { CoinPaymentView, CoinReceiptView } from './view'

const paymentFields = {
  id: true, clientId: true, invoiceId: true, provider: true, mode: true, currency: true, state: true, amountMinor: true, refundedMinor: true,
  invoice: { select: { number: true, reason: true, ...settledFields } },
} as const

const statusOf = (arrival: CoinArrival, needed: number | null): CoinReceiptView['status'] => {
  if (arrival.goneAt !== null) return 'gone'
  if (isBooked(arrival)) return 'booked'
  return isConfirmed(arrival, needed) ? 'confirmed' : 'seen'
}

const isLate = (arrival: CoinArrival, { quotes, arrivals }: Coins): boolean => quoteAt(quotes, arrival.asset, seenSince(arrival, arrivals)) === undefined

function receiptOf(arrival: CoinArrival, coins: Coins, cents: bigint | null): CoinReceiptView {
  const { id, asset, network, units, valueMinor, txHash, seenAt, confirmations } = arrival
  const needed = confirmationsNeeded(asset, cents)
  return { id, asset, network, amountText: coinText(units, asset), valueMinor, txHash, seenAt, confirmations, needed, status: statusOf(arrival, needed), isLate: isLate(arrival, coins) }
}

/** How it stands in one word, for the page. */
function overallStatus(state: AttemptState, dueMinor: bigint, coins: Coins, current: CoinQuote | undefined): CoinPaymentView['status'] {
  if (state === 'succeeded') return 'paid'
  const coming = coins.arrivals.filter(isUnderWay)
  if (coming.some((arrival) => isLate(arrival, coins))) return 'late'
  if (coming.length > 0 && dueMinor <= 0n) return 'seen'
  if (coming.length > 0 || bookedMinor(coins.arrivals) > 0n) return 'partly'
  if (!isOpenAttempt(state)) return 'expired'
  return coins.quotes.length > 0 && !current ? 'expired' : 'waiting'
}

/** What is still to be sent at the price in force, or nothing to be sent. */
function askOf(quote: CoinQuote | undefined, dueMinor: bigint) {
  if (!quote || dueMinor <= 0n) return null
  return dueMinor === quote.fiatMinor ? quote.units : unitsFor(dueMinor, quote.currency, quote.rate, quote.asset)
}

async function readPayment(db: Db, clientId: string, paymentId: string) {
  const row = await db.payment.findUnique({ where: { clientId_id: { clientId, id: paymentId } }, select: paymentFields })
  if (!row || row.provider !== 'crypto') throw notFound('payment')
  return row
}

/** A payment with coins as its page shows it: what to send where and until when, what has come, what is left. @throws DomainError not_found */
export const getCoinPayment = query('billing.getCoinPayment', CoinPaymentInput, async (ctx, { paymentId }): Promise<CoinPaymentView> => {
  const { db, clientId, clock } = ctx
  const payment = await readPayment(db, clientId, paymentId)
  const [coins, refunds] = await Promise.all([
    readCoins(db, clientId, paymentId), db.coinRefund.findMany({ where: { clientId, paymentId }, orderBy: { id: 'desc' }, select: coinRefundFields }),
  ])
  const now = clock.now()
  const { currency, mode, invoice, invoiceId } = payment
  const state = payment.state as AttemptState // held to its list by a CHECK
  const cents = await worthInCents(db, coins.arrivals, payment, now)
  const dueMinor = balanceOf(invoice) - underWayMinor(coins.arrivals)
  const chosen = coins.quotes.at(-1)
  const current = chosen && isOpenAttempt(state) ? quoteAt(coins.quotes, chosen.asset, now) : undefined
  const [units, address] = [askOf(current, dueMinor), coins.addresses.find(({ id }) => id === chosen?.addressId)]
  return {
    paymentId, invoiceId, invoiceNumber: invoice.number, mode: mode === 'live' ? 'live' : 'test', state, status: overallStatus(state, dueMinor, coins, current),
    coins: isOpenAttempt(state) ? await coinOptions({ ...ctx, db }, { currency, mode, dueMinor }) : [],
    asset: chosen?.asset ?? null, network: address?.network ?? null, address: address?.address ?? null,
    uri: chosen && address && units !== null ? coinUri({ asset: chosen.asset, network: address.network, address: address.address, units, token: env().USDT_TOKEN_ADDRESS ?? (mode === 'live' ? ethereumMain.tetherAddress : null) }) : null,
    amountText: chosen && units !== null ? coinText(units, chosen.asset) : null,
    rate: current?.rate ?? null, quoteEndsAt: current?.endsAt ?? null, watchUntil: address?.watchUntil ?? null,
    currency, fiatDueMinor: dueMinor > 0n ? dueMinor : 0n, receivedMinor: bookedMinor(coins.arrivals),
    received: coins.arrivals.map((arrival) => receiptOf(arrival, coins, cents)),
    surplusMinor: surplusOf(coins.arrivals), refundableMinor: await refundableSurplus(db, payment, coins), refunds: refunds.map(coinRefundView),
  }
})
