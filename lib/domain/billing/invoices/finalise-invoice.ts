import type { Db } from '@/lib/db/transaction'
import { enqueue } from '@/lib/domain/events/enqueue'
import { required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { postInvoice, type Booking } from './post-invoice'

/** `MTX-2026-000001`: the seller's prefix, the year of the document, and the seller's own running number. */
export const documentNumber = (prefix: string, issuedAt: Date, sequence: number): string =>
  `${prefix}-${issuedAt.getUTCFullYear()}-${String(sequence).padStart(6, '0')}`

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
  await db.invoice.update({
    where: { clientId_id: { clientId, id }, documentStatus: 'draft' },
    data: {
      documentStatus: 'open', number, issuedAt, dueAt: new Date(issuedAt.getTime() + invoice.dueInMs), updatedAt: issuedAt,
      ...(invoice.totalMinor === 0n ? { paymentStatus: 'paid', paidAt: issuedAt } : {}),
    },
    select: { id: true },
  })
  return { number, issuedAt }
}
