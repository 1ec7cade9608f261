import type { ClientRun } from '@/lib/domain/context'
import { money } from '@/lib/kernel/money'
import { log } from '@/lib/log'
import { lockInvoice, type lockPayment } from '../invoices/lock-invoice'
import { takeBack } from '../invoices/take-money'
import { addFinding } from '../reconciliation/add-finding'
import { bookingId } from './book-arrival'
import { cancelUncoveredRefunds } from './cancel-uncovered-refunds'
import type { CoinArrival } from './read-coins'

type Payment = Awaited<ReturnType<typeof lockPayment>>

/** Takes back what was booked of coins that the chain shows no more: the invoice is owed again, and staff are told. */
export async function reverseArrival(ctx: ClientRun, payment: Payment, arrival: CoinArrival): Promise<void> {
  await unbookArrival(ctx, payment, arrival)
  await tellStaff(ctx, payment, arrival)
}

/** Takes back what was booked of an arrival. */
export async function unbookArrival(ctx: ClientRun, payment: Payment, arrival: CoinArrival): Promise<void> {
  const { db, clientId, clock } = ctx
  const amount = money(arrival.valueMinor ?? 0n, payment.currency)
  if (amount.minor > 0n) {
    const forgiven = await cancelUncoveredRefunds(ctx, payment.id, arrival)
    const paying = amount.minor - arrival.surplusMinor
    const invoice = await lockInvoice(db, clientId, payment.invoiceId)
    await takeBack(ctx, invoice, {
      amount, provider: payment.provider, mode: payment.mode, sourceKind: 'coin_arrival_reversal', sourceId: bookingId(arrival.id, arrival.bookings), what: `Coins ${arrival.id} of payment ${payment.id} taken back`,
    }, arrival.surplusMinor + (forgiven < paying ? forgiven : paying))
  }
  await db.coinArrival.updateMany({ where: { clientId, id: arrival.id }, data: { reversedAt: clock.now(), surplusMinor: 0n } })
}

/** A difference between the chain and the books that a person looks at: it stays open until they say what became of it. */
async function tellStaff({ db, clientId, clock }: ClientRun, payment: Payment, arrival: CoinArrival): Promise<void> {
  const now = clock.now()
  const { id, bookedAt, txHash, valueMinor, bookings } = arrival
  const { provider, mode, currency } = payment
  log.error({ clientId, paymentId: payment.id, arrivalId: id, txHash }, 'coins that were booked are undone by a reorganisation of the chain')
  await addFinding(db, now, { provider, mode, since: bookedAt ?? now }, {
    kind: 'missing_there', about: 'payment', reference: bookingId(id, bookings), externalId: txHash, clientId, theirsMinor: 0n, oursMinor: valueMinor, currency,
  })
}
