import type { Db } from '@/lib/db/transaction'
import { enqueue } from '@/lib/domain/events/enqueue'
import { assert, required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { documentNumber } from './document-number'
import { postInvoice, type Booking } from './post-invoice'

/**
 * Books the draft, takes the next number and posts it. Must be the last thing its transaction does: the seller's counter stays
 * locked until commit, and a rollback gives the number back, so there are no gaps. The date is read under the lock, so that
 * numbers and dates run in the same order. A zero invoice is paid as it is posted; what follows (mail, collection, what a paid
 * invoice causes) waits in the outbox.
 * @returns the number and the invoice's date
 */
export async function finaliseInvoice(
  db: Db, clock: Clock, invoice: { id: string; clientId: string; legalEntityId: string; totalMinor: bigint; dueInMs: number; booking?: Booking },
): Promise<{ number: string; issuedAt: Date }> {
  const { id, clientId } = invoice
  await postInvoice(db, clock, invoice)
  await enqueue(db, clock, clientId, 'invoice.finalised', { invoiceId: id })
  const rows = await db.$queryRaw<{ prefix: string; sequence: number }[]>`
    UPDATE "LegalEntity" SET "nextInvoiceNumber" = "nextInvoiceNumber" + 1 WHERE "id" = ${invoice.legalEntityId}
    RETURNING "invoicePrefix" AS prefix, "nextInvoiceNumber" - 1 AS sequence`
  const { prefix, sequence } = required(rows[0], 'the seller')
  const issuedAt = clock.now()
  const number = documentNumber(prefix, issuedAt, sequence)
  const isPaid = invoice.totalMinor === 0n
  const posted = await db.$executeRaw`
    UPDATE "Invoice" SET "documentStatus" = 'open', "number" = ${number}, "issuedAt" = ${issuedAt}, "dueAt" = ${new Date(issuedAt.getTime() + invoice.dueInMs)}, "updatedAt" = ${issuedAt},
      "paymentStatus" = CASE WHEN ${isPaid} THEN 'paid' ELSE "paymentStatus" END, "paidAt" = CASE WHEN ${isPaid} THEN ${issuedAt}::timestamptz ELSE "paidAt" END
    WHERE "clientId" = ${clientId} AND "id" = ${id} AND "documentStatus" = 'draft'`
  assert(posted === 1, `${id} is a draft`) // else the number goes back with the transaction
  return { number, issuedAt }
}
