import type { Db } from '@/lib/db/transaction'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import type { TaxRule } from './tax'

/** The country-wide rate in force at `instant`, or null where the operator collects no tax. */
export async function taxRuleAt(db: Db, country: string | null, instant: Date): Promise<TaxRule | null> {
  if (!country) return null
  const row = await db.taxRate.findFirst({
    where: { country, region: null, effectiveFrom: { lte: instant }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: instant } }] },
    orderBy: { effectiveFrom: 'desc' },
    select: { name: true, ratePpm: true, isInclusive: true },
  })
  return row && row.ratePpm > 0 ? { name: LocalizedTextView.parse(row.name), ratePpm: row.ratePpm, isInclusive: row.isInclusive } : null
}
