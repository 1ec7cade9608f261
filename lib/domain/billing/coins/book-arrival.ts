import type { ClientRun } from '@/lib/domain/context'
import { postTransaction } from '@/lib/domain/ledger'
import { money } from '@/lib/kernel/money'
import { lockInvoice, type lockPayment } from '../invoices/lock-invoice'
import { addPaid } from '../invoices/pay-from'
import { balanceOf } from '../invoices/settled'
import { takeMoney } from '../invoices/take-money'
import type { CoinArrival, Coins } from './read-coins'

type Payment = Awaited<ReturnType<typeof lockPayment>>

/** Each time an arrival is booked is a booking of its own: a reorganisation may have taken it back before. */
export const bookingId = (id: string, bookings: number): string => (bookings === 1 ? id : `${id}:${bookings}`)

/** Books one arrival: it pays the invoice as far as something is owed, the rest becomes credit. What is worth nothing is only marked. */
export async function bookArrival(ctx: ClientRun, payment: Payment, arrival: CoinArrival): Promise<void> {
  const { db, clientId, clock } = ctx
  const bookings = arrival.bookings + 1
  const value = money(arrival.valueMinor ?? 0n, payment.currency)
  const invoice = await lockInvoice(db, clientId, payment.invoiceId)
  const { surplusMinor } = value.minor === 0n ? { surplusMinor: 0n } : await takeMoney(ctx, invoice, {
    amount: value, provider: payment.provider, mode: payment.mode, sourceKind: 'coin_arrival', sourceId: bookingId(arrival.id, bookings), what: `coins ${arrival.id} of payment ${payment.id}`,
  })
  await db.coinArrival.updateMany({ where: { clientId, id: arrival.id }, data: { bookedAt: clock.now(), reversedAt: null, surplusMinor, bookings } })
}

/** What may be missing and the invoice still counts as paid: half a percent of what was asked for, or the smallest coin of its currency. */
function toleranceMinor(askedMinor: bigint): bigint {
  const part = askedMinor / 200n
  return part > 1n ? part : 1n
}

/** Takes the crumb that is missing on an invoice upon the house, if it is within the tolerance of what was asked for last. */
export async function forgiveCrumb(ctx: ClientRun, payment: Payment, { quotes, arrivals }: Coins): Promise<void> {
  const { db, clientId, clock } = ctx
  const left = balanceOf(await lockInvoice(db, clientId, payment.invoiceId))
  const last = arrivals.at(-1)?.seenAt ?? clock.now()
  const asked = quotes.findLast(({ createdAt }) => createdAt <= last)?.fiatMinor ?? payment.amountMinor
  if (left === 0n || left > toleranceMinor(asked)) return
  const before = await db.ledgerTransaction.count({ where: { clientId, sourceKind: 'coin_crumb', sourceId: { startsWith: payment.id } } })
  await postTransaction(db, clock, {
    clientId, mode: payment.mode, sourceKind: 'coin_crumb', sourceId: bookingId(payment.id, before + 1), description: `What was missing of payment ${payment.id}`,
    entries: [
      { account: { clientId: null, kind: 'rate_gain_loss' }, amount: money(left, payment.currency) },
      { account: { clientId, kind: 'receivable' }, amount: money(-left, payment.currency) },
    ],
  })
  await addPaid(ctx, payment.invoiceId, { minor: left })
}
