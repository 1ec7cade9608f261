import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import type { AttemptState } from '@/lib/providers/payments/types'
import type { OutcomeResult } from '../apply-payment-outcome'
import { lockInvoice, lockPayment } from '../invoices/lock-invoice'
import { balanceOf } from '../invoices/settled'
import { sendReceipt } from '../invoices/send-receipt'
import { bookArrival, forgiveCrumb } from './book-arrival'
import { coinState, isWatchOver } from './coin-state'
import { bookedMinor, isBooked, isUnderWay, isUndone, readCoins, surplusOf, type Coins } from './read-coins'
import { reverseArrival } from './reverse-arrival'
import { CoinPaymentInput } from './schema'
import { confirmationsNeeded, isConfirmed } from './tiers'
import { valueCoins, worthInCents } from './value-coins'

type Payment = Awaited<ReturnType<typeof lockPayment>>

/**
 * Brings a payment with coins in line with what the chain shows: values what came, takes back what a reorganisation undid, books each
 * arrival that is sure enough once, and moves the attempt. Called any number of times and at once, it happens once.
 */
export const settleCoins = command('billing.settleCoins', CoinPaymentInput, async (ctx, { paymentId }): Promise<OutcomeResult> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const { invoiceId } = await lockPayment(db, clientId, paymentId)
  await lockInvoice(db, clientId, invoiceId)
  const payment = await lockPayment(db, clientId, paymentId)
  const coins = await valueCoins(ctx, await readCoins(db, clientId, paymentId), payment)
  const reversed = await reverseUndone(ctx, payment, coins)
  const booked = await bookSure(ctx, payment, coins)
  const to = await moveAttempt(ctx, payment)
  const result: OutcomeResult = to !== payment.state || reversed + booked > 0 ? 'moved' : 'nothing_new'
  await ctx.record(paymentId, { result, from: payment.state, to, reversed, booked })
  return result
})

/** Whether asking the books again can change anything: coins to book or to take back, or the end of the wait. */
export async function isSettlingDue({ clientId, db: own, clock }: ClientCtx, paymentId: string): Promise<boolean> {
  const db = own ?? clientDb(clientId)
  const { addresses, arrivals } = await readCoins(db, clientId, paymentId)
  const { createdAt } = await db.payment.findUniqueOrThrow({ where: { clientId_id: { clientId, id: paymentId } }, select: { createdAt: true } })
  return arrivals.some((one) => isUnderWay(one) || isUndone(one)) || isWatchOver({ watchEnds: addresses.map(({ watchUntil }) => watchUntil), startedAt: createdAt, now: clock.now() })
}

async function reverseUndone(ctx: ClientRun, payment: Payment, { arrivals }: Coins): Promise<number> {
  const undone = arrivals.filter(isUndone)
  for (const arrival of undone) await reverseArrival(ctx, payment, arrival)
  return undone.length
}

async function bookSure(ctx: ClientRun, payment: Payment, coins: Coins): Promise<number> {
  const cents = await worthInCents(ctx.db, coins.arrivals, payment, ctx.clock.now())
  const sure = coins.arrivals.filter((arrival) => isUnderWay(arrival) && arrival.valueMinor !== null && isConfirmed(arrival, confirmationsNeeded(arrival.asset, cents)))
  for (const arrival of sure) await bookArrival(ctx, payment, arrival)
  if (sure.length > 0) await forgiveCrumb(ctx, payment, coins)
  return sure.length
}

/** The attempt as its coins leave it. What it brought becomes its amount, so that no more than that is ever given back. */
export async function moveAttempt(ctx: ClientRun, payment: Payment): Promise<AttemptState> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const { arrivals, addresses } = await readCoins(db, clientId, payment.id)
  const invoice = await lockInvoice(db, clientId, payment.invoiceId)
  const row = await db.payment.findUniqueOrThrow({ where: { clientId_id: { clientId, id: payment.id } }, select: { createdAt: true, settledAt: true, refundedMinor: true } })
  const others = await db.payment.count({ where: { clientId, invoiceId: invoice.id, id: { not: payment.id }, state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] } } })
  const [brought, owed] = [bookedMinor(arrivals), balanceOf(invoice)]
  const from = payment.state as AttemptState
  const state = coinState(from, {
    broughtMinor: brought, owedMinor: owed, isUnderWay: arrivals.some(isUnderWay), hasOther: others > 0, wasReversed: arrivals.some((one) => one.bookings > 0 && !isBooked(one)),
    watchEnds: addresses.map(({ watchUntil }) => watchUntil), startedAt: row.createdAt, now,
  })
  const least = brought > row.refundedMinor ? brought : row.refundedMinor
  const amountMinor = state === 'succeeded' ? least : from === 'succeeded' && owed > 0n ? owed : payment.amountMinor
  if (state === from && amountMinor === payment.amountMinor) return state
  await db.payment.update({
    where: { clientId_id: { clientId, id: payment.id } }, select: { id: true },
    data: {
      state, amountMinor: amountMinor > row.refundedMinor ? amountMinor : row.refundedMinor, updatedAt: now, failureCode: state === 'failed' ? 'reversed' : null,
      settledAt: state === 'succeeded' ? (row.settledAt ?? now) : null,
    },
  })
  if (state === 'succeeded' && brought > surplusOf(arrivals)) await sendReceipt(ctx, { paymentId: payment.id, invoiceId: invoice.id })
  return state
}
