import type { Db } from '@/lib/db/transaction'
import type { PlanView } from '@/lib/domain/catalog/view'
import { days, plus } from '@/lib/kernel/clock'
import { currencyOf, type Buyer } from '../buyer'
import { findPromotion, type Promotion } from '../coupons/promotion'
import type { Interval } from '../period'
import { priceFacts } from './act-facts'
import type { ActQuote } from './act-quote'
import type { Offer } from './change-terms'
import { offeredPlan, offerOf } from './offer'
import { priceStart, priceTrial } from './price-act'
import { toSecond } from './proration'
import { mayTry } from './trial'

export type SubscriptionQuote = { quote: ActQuote; plan: PlanView; offer: Offer; buyer: Buyer; trialEndsAt: Date | null; promotion: Promotion | null }

/**
 * Prices a new subscription for a client at one instant, from the catalogue, the client's own prices and the tax in force then. Who has
 * not tried anything yet begins with the plan's trial.
 * @throws DomainError not_found when no such plan is sold, invalid_state when its price is agreed with sales
 */
export async function quoteSubscription(
  db: Db, clientId: string, wish: { planCode: string; interval: Interval; quantity: number; promotionCode?: string | undefined }, frozenAt: Date,
): Promise<SubscriptionQuote> {
  const plan = await offeredPlan(db, clientId, wish.planCode, frozenAt)
  const currency = await currencyOf(db, clientId)
  const promotion = wish.promotionCode ? await findPromotion(db, { clientId, planCode: plan.code, currency }, wish.promotionCode, frozenAt) : null
  const { facts, buyer } = await priceFacts(db, clientId, null, plan.code, frozenAt, { promotion })
  const offer = await offerOf(db, { clientId, plan, interval: wish.interval, quantity: wish.quantity, currency: buyer.currency, at: frozenAt })
  const known = { ...facts, state: { planVersionId: plan.versionId, interval: offer.interval, quantity: offer.quantity, amountMinor: offer.amountMinor } }
  const isTrial = plan.trialDays > 0 && offer.amountMinor > 0n && (await mayTry(db, clientId))
  const trialEndsAt = isTrial ? plus(toSecond(frozenAt), days(plan.trialDays)) : null
  const quote = trialEndsAt ? priceTrial(known, plan, offer, buyer.timeZone, trialEndsAt) : priceStart(known, plan, offer, buyer.timeZone)
  return { quote, plan, offer, buyer, trialEndsAt, promotion }
}
