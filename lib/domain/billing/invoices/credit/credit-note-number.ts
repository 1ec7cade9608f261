import type { Db } from '@/lib/db/transaction'
import { required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { documentNumber } from '../document-number'

/**
 * The next number of the seller's credit notes, a gap-free series of their own. Taken after everything that can fail: the counter
 * stays locked until commit.
 */
export async function takeCreditNoteNumber(db: Db, clock: Clock, legalEntityId: string): Promise<{ number: string; issuedAt: Date }> {
  const rows = await db.$queryRaw<{ prefix: string; sequence: number }[]>`
    UPDATE "LegalEntity" SET "nextCreditNoteNumber" = "nextCreditNoteNumber" + 1 WHERE "id" = ${legalEntityId}
    RETURNING coalesce("creditNotePrefix", "invoicePrefix" || '-CN') AS prefix, "nextCreditNoteNumber" - 1 AS sequence`
  const { prefix, sequence } = required(rows[0], 'the seller')
  const issuedAt = clock.now()
  return { number: documentNumber(prefix, issuedAt, sequence), issuedAt }
}
