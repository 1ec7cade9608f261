import type { Db } from '@/lib/db/transaction'
import type { PricedLine, Totalled } from '../tax/priced'
import { totalOf, type TotalInput } from '../tax/total'
import { isCollectable } from './minimum-charge'

const texts = {
  to: { en: 'Too little to collect: carried to your next invoice', ar: 'مبلغ أقل من أن يُحصَّل: يُرحَّل إلى فاتورتك التالية' },
  from: { en: 'Carried from an earlier invoice', ar: 'مبلغ مُرحَّل من فاتورة سابقة' },
} as const

const line = (description: PricedLine['description'], amountMinor: bigint): PricedLine =>
  ({ kind: 'carried', description, quantity: 1, unitMinor: amountMinor, amountMinor, periodStart: null, periodEnd: null, isTaxable: true })

/** What earlier invoices carried and no later one has asked for, before tax: the sum of the lines says it, so a void invoice gives its own back. */
export async function carriedMinor(db: Db, clientId: string, currency: string): Promise<bigint> {
  const [row] = await db.$queryRaw<{ minor: bigint }[]>`
    SELECT coalesce(-sum(l."amountMinor"), 0)::bigint AS minor FROM "InvoiceLine" l JOIN "Invoice" i ON i."id" = l."invoiceId"
    WHERE l."clientId" = ${clientId} AND l."kind" = 'carried' AND i."documentStatus" = 'open' AND i."currency" = ${currency}`
  return row && row.minor > 0n ? row.minor : 0n
}

/** What was carried before, as a line of an invoice that asks for something. */
export const carriedLines = (minor: bigint): PricedLine[] => (minor > 0n ? [line(texts.from, minor)] : [])

/**
 * Adds an invoice up; what would be too little to collect is carried: a line takes it off, and the next invoice asks for it, with the tax
 * of then. Lines that bear no tax beside such that do stay as they are.
 */
export function totalOrCarry(input: TotalInput): { priced: Totalled; carriesMinor: bigint } {
  const priced = totalOf(input)
  const isPlain = input.lines.every(({ isTaxable }) => isTaxable)
  if (priced.totalMinor === 0n || isCollectable(priced) || !isPlain) return { priced, carriesMinor: 0n }
  const carriesMinor = input.tax.rule?.isInclusive ? priced.totalMinor : priced.subtotalMinor
  return { priced: totalOf({ ...input, lines: [...input.lines, line(texts.to, -carriesMinor)] }), carriesMinor }
}
