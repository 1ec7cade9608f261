import type { Db } from '@/lib/db/transaction'
import { discountsFor, withPromotion } from '../coupons/discounts-for'
import type { Promotion } from '../coupons/promotion'
import { taxTreatmentOf } from '../tax/tax-treatment'
import { buyerOf, type Buyer } from '../buyer'
import type { HeldRow } from './holding'
import type { PriceFacts } from './price-act'

/** What of a subscription a preview rests on. */
const stateOf = (row: HeldRow): object => ({
  id: row.id, status: row.status, planVersionId: row.planVersionId, interval: row.interval, quantity: row.quantity, amountMinor: row.amountMinor,
  period: [row.currentPeriodStart, row.currentPeriodEnd], pending: [row.pendingPlanVersionId, row.pendingInterval, row.pendingQuantity],
  isEnding: row.cancelAtPeriodEnd, pause: row.pauseKind, span: row.spans[0]?.endsAt ?? null,
})

/** Reads what a price depends on, at one instant. `row` null = a subscription that does not exist yet. */
export async function priceFacts(
  db: Db, clientId: string, row: HeldRow | null, planCode: string, frozenAt: Date, promotion: Promotion | null = null,
): Promise<{ facts: PriceFacts; buyer: Buyer }> {
  const buyer = await buyerOf(db, clientId)
  const currency = row?.currency ?? buyer.currency
  const discounts = withPromotion(await discountsFor(db, { what: 'plan', clientId, subscriptionId: row?.id ?? null, planCode, currency }), promotion)
  return {
    buyer,
    facts: {
      clientId, currency, frozenAt, tax: await taxTreatmentOf(db, buyer, frozenAt), discounts: discounts.now, nextDiscounts: discounts.next,
      state: row ? stateOf(row) : { planCode },
    },
  }
}
