import { lockClient } from '@/lib/db/locks'
import type { ClientRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { lockInvoice, lockPayment } from '../invoices/lock-invoice'
import { isBooked, readCoins } from './read-coins'
import { unbookArrival } from './reverse-arrival'
import { moveAttempt } from './settle-coins'

/**
 * Coins that the operator sent to a payment's address pay for nothing: what was booked of them is taken back, and they never count again.
 * @returns what had been booked. @throws DomainError invalid_state when they are gone, or ignored already
 */
export async function ignoreArrival(ctx: ClientRun, { id, paymentId }: { id: string; paymentId: string }, by: { userId: string | null; note: string }): Promise<bigint> {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const { invoiceId } = await lockPayment(db, clientId, paymentId)
  await lockInvoice(db, clientId, invoiceId)
  const payment = await lockPayment(db, clientId, paymentId)
  const arrival = (await readCoins(db, clientId, paymentId)).arrivals.find((one) => one.id === id)
  if (!arrival || arrival.goneAt !== null) throw new DomainError('invalid_state', { internal: 'gone, or ignored already' })
  const wasBooked = isBooked(arrival)
  if (wasBooked) await unbookArrival(ctx, payment, arrival)
  await db.coinArrival.updateMany({ where: { clientId, id }, data: { ignoredAt: clock.now(), ignoredById: by.userId, ignoredNote: by.note } })
  await moveAttempt(ctx, payment)
  return wasBooked ? (arrival.valueMinor ?? 0n) : 0n
}
