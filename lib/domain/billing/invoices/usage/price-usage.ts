import type { Db } from '@/lib/db/transaction'
import { buyerOf, type Buyer } from '../../buyer'
import { taxTreatmentOf } from '../../tax/tax-treatment'
import { discountsFor } from '../../coupons/discounts-for'
import type { Totalled } from '../../tax/priced'
import { totalOf } from '../../tax/total'
import { carriedLines, carriedMinor } from '../carried'
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

type Asked = { of: UsagePeriodRow; takes: 'running' | 'ended' | 'late' }

/**
 * What a usage invoice would hold now, less the coupons that count on usage: the period's own lines (so far, or with what it lacks of
 * the commitment) and what came late to earlier ones; or only what came late.
 */
export async function priceUsage(
  db: Db, clientId: string, at: Date, { of, takes }: Asked,
): Promise<PricedUsage> {
  const { currency } = of
  const own = takes === 'late' ? [] : [await pricePeriod(db, clientId, of, { isFinal: takes === 'ended', isLate: false })]
  const late = []
  if (takes !== 'running') {
    for (const id of await latePeriods(db, clientId, currency)) {
      if (takes === 'late' || id !== of.id) late.push(await pricePeriod(db, clientId, await readPeriod(db, clientId, id), { isFinal: true, isLate: true }))
    }
  }
  const parts = [...own, ...late]
  const lines = parts.flatMap((part) => part.lines)
  const buyer = await buyerOf(db, clientId)
  const { now: discounts } = await discountsFor(db, { what: 'usage', clientId, subscriptionId: of.subscriptionId, planCode: of.subscription.planVersion.plan.code, currency })
  const carried = carriedLines(await carriedMinor(db, clientId, currency))
  const priced = totalOf({ currency, lines: [...lines.map(({ line }) => line), ...carried], discounts, tax: await taxTreatmentOf(db, buyer, at) })
  return {
    priced, buyer, details: lines.map(({ detail }) => detail), claims: parts.map(({ claim }) => claim),
    dueMinor: parts.reduce((sum, { claim }) => sum + claim.dueMinor, 0n),
  }
}
