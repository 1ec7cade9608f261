import type { Db } from '@/lib/db/transaction'
import { buyerOf, type Buyer } from '../../buyer'
import { taxTreatmentOf } from '../../tax/tax-treatment'
import type { Totalled } from '../../tax/priced'
import { totalOf } from '../../tax/total'
import type { LineDetail } from '../draft-invoice'
import type { Claim } from './claim'
import { usageLines, type UsageLine } from './lines'
import { usageOwed } from './owed'
import { pricingOf, readPeriod, readUsage, type UsagePeriodRow } from './read-period'

export type PricedUsage = { priced: Totalled; details: (LineDetail | null)[]; claims: Claim[]; buyer: Buyer; dueMinor: bigint }

async function pricePeriod(db: Db, clientId: string, row: UsagePeriodRow, { isFinal, isLate }: { isFinal: boolean; isLate: boolean }): Promise<{ lines: UsageLine[]; claim: Claim }> {
  const usage = await readUsage(db, clientId, row.id)
  const owed = usageOwed({
    currency: row.currency, overage: { picos: usage.picos, tokens: usage.tokens }, walletPicos: usage.walletPicos,
    spendLimitPicos: row.spendLimitPicos, invoicedMinor: row.invoicedMinor,
  }, pricingOf(row), isFinal)
  const { lines, charges } = usageLines({ ...row, models: usage.models, owed, isLate })
  return {
    lines: owed.dueMinor === 0n && isLate ? [] : lines,
    claim: { usagePeriodId: row.id, before: { picos: row.invoicedOveragePicos, minor: row.invoicedMinor }, charges, dueMinor: owed.dueMinor },
  }
}

/** Periods that were settled and that usage came to later, the oldest first. */
async function latePeriods(db: Db, clientId: string, currency: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "UsagePeriod" WHERE "clientId" = ${clientId} AND "currency" = ${currency} AND "closedAt" IS NOT NULL AND "invoicedOveragePicos" < "overagePicos"
    ORDER BY "startsAt" LIMIT 12`
  return rows.map(({ id }) => id)
}

/**
 * What a usage invoice would hold now: the period's own lines and, unless it is still running, what came late to earlier ones.
 * @param period null prices only what came late
 */
export async function priceUsage(
  db: Db, clientId: string, at: Date, { period, isFinal, currency }: { period: UsagePeriodRow | null; isFinal: boolean; currency: string },
): Promise<PricedUsage> {
  const own = period ? [await pricePeriod(db, clientId, period, { isFinal, isLate: false })] : []
  const late = []
  if (isFinal) {
    for (const id of await latePeriods(db, clientId, currency)) {
      if (id !== period?.id) late.push(await pricePeriod(db, clientId, await readPeriod(db, clientId, id), { isFinal: true, isLate: true }))
    }
  }
  const parts = [...own, ...late]
  const lines = parts.flatMap((part) => part.lines)
  const buyer = await buyerOf(db, clientId)
  const priced = totalOf({ currency, lines: lines.map(({ line }) => line), discounts: [], tax: await taxTreatmentOf(db, buyer, at) })
  return {
    priced, buyer, details: lines.map(({ detail }) => detail), claims: parts.map(({ claim }) => claim),
    dueMinor: parts.reduce((sum, { claim }) => sum + claim.dueMinor, 0n),
  }
}
