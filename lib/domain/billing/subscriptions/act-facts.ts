import type { Db } from '@/lib/db/transaction'
import { discountsFor, withPromotion, type DiscountsInForce } from '../coupons/discounts-for'
import type { Promotion } from '../coupons/promotion'
import { taxTreatmentOf } from '../tax/tax-treatment'
import type { Remember } from '@/lib/domain/remember'
import { buyerOf, type Buyer } from '../buyer'
import { carriedMinor } from '../invoices/carried'
import type { HeldRow } from './holding'
import type { PriceFacts } from './price-act'

/** What of a subscription a preview rests on. */
const stateOf = (row: HeldRow): object => ({
  id: row.id, status: row.status, planVersionId: row.planVersionId, interval: row.interval, quantity: row.quantity, amountMinor: row.amountMinor,
  period: [row.currentPeriodStart, row.currentPeriodEnd], pending: [row.pendingPlanVersionId, row.pendingInterval, row.pendingQuantity],
  isEnding: row.cancelAtPeriodEnd, pause: row.pauseKind, span: row.spans[0]?.endsAt ?? null,
})

/** What whoever asks for a price has read already. */
export type PriceKnown = { buyer: Buyer; hasCoupons: boolean; hasCarried: boolean; remember?: Remember }

const noDiscounts: DiscountsInForce = { now: [], next: [] }

/** Reads what a price depends on, at one instant. `row` null = a subscription that does not exist yet. */
export async function priceFacts(
  db: Db, clientId: string, row: HeldRow | null, planCode: string, frozenAt: Date, { promotion = null, known }: { promotion?: Promotion | null; known?: PriceKnown } = {},
): Promise<{ facts: PriceFacts; buyer: Buyer }> {
  const buyer = known?.buyer ?? (await buyerOf(db, clientId))
  const currency = row?.currency ?? buyer.currency
  const own = known?.hasCoupons === false ? noDiscounts : await discountsFor(db, { what: 'plan', clientId, subscriptionId: row?.id ?? null, planCode, currency })
  const discounts = withPromotion(own, promotion)
  return {
    buyer,
    facts: {
      clientId, currency, frozenAt, tax: await taxTreatmentOf(db, buyer, frozenAt, known?.remember), discounts: discounts.now, nextDiscounts: discounts.next,
      carriedMinor: known?.hasCarried === false ? 0n : await carriedMinor(db, clientId, currency),
      state: row ? stateOf(row) : { planCode },
    },
  }
}
