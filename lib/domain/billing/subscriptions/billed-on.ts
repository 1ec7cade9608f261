import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { divideHalfEven } from '@/lib/kernel/money'
import type { HeldSpan } from './holding'

const StoredTax = z.array(z.object({ ratePpm: z.int(), isInclusive: z.boolean() }))

/** What an invoice bills for its plan line after discounts, on the price list's terms, and how it is taxed. */
export async function billedOn(db: Db, clientId: string, invoiceId: string | null): Promise<{ netMinor: bigint; tax: Pick<HeldSpan, 'taxPpm' | 'taxIsInclusive'> }> {
  const untaxed = { taxPpm: 0, taxIsInclusive: false }
  if (!invoiceId) return { netMinor: 0n, tax: untaxed }
  const { lines, tax } = await db.invoice.findUniqueOrThrow({
    where: { clientId_id: { clientId, id: invoiceId } },
    select: { tax: true, lines: { where: { kind: 'plan' }, select: { amountMinor: true, discountMinor: true } } },
  })
  const [rule] = StoredTax.parse(tax)
  const net = lines.reduce((sum, { amountMinor, discountMinor }) => sum + amountMinor - discountMinor, 0n)
  if (!rule) return { netMinor: net, tax: untaxed }
  const netMinor = rule.isInclusive ? net + divideHalfEven(net * BigInt(rule.ratePpm), 1_000_000n) : net
  return { netMinor, tax: { taxPpm: rule.ratePpm, taxIsInclusive: rule.isInclusive } }
}
