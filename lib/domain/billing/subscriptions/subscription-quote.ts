import type { Db } from '@/lib/db/transaction'
import { planView, soldPlanVersions } from '@/lib/domain/catalog/plan-row'
import { priceOf, type PlanView } from '@/lib/domain/catalog/view'
import { DomainError, notFound } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { buyerOf, type Buyer } from '../buyer'
import type { Interval } from '../period'
import { quoteOf, type Quote } from '../quote'
import { taxRuleAt } from '../tax-rule'

export type SubscriptionQuote = { quote: Quote; plan: PlanView; buyer: Buyer }

/**
 * Prices a plan for a client at one instant, from the catalogue and tax rates in force then.
 * @throws DomainError not_found when no such plan is sold, invalid_state when its price is agreed with sales
 */
export async function quoteSubscription(
  db: Db, clientId: string, wish: { planCode: string; interval: Interval }, frozenAt: Date,
): Promise<SubscriptionQuote> {
  const [row] = await soldPlanVersions(db, frozenAt, { code: wish.planCode })
  if (!row) throw notFound('plan')
  const plan = planView(row)
  const buyer = await buyerOf(db, clientId)
  const price = priceOf(plan, wish.interval, buyer.currency)
  if (!price) throw new DomainError('invalid_state', { field: 'planCode', fields: { planCode: { code: 'priceOnRequest' } } })
  const quote = quoteOf({
    clientId, plan, interval: wish.interval, frozenAt,
    price: money(price.amountMinor, price.currency),
    timeZone: buyer.timeZone,
    taxRule: await taxRuleAt(db, buyer.country, frozenAt),
  })
  return { quote, plan, buyer }
}
