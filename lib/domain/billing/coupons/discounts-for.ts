import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import type { Discount } from '../tax/priced'

export const couponValueFields = { name: true, kind: true, percentPpm: true, amountMinor: true, currency: true, planCodes: true, appliesTo: true } as const satisfies Prisma.CouponSelect
export type CouponValue = Prisma.CouponGetPayload<{ select: typeof couponValueFields }>

/** A coupon as an invoice takes it. */
export function discountOf(redemptionId: string, coupon: CouponValue): Discount {
  const name = LocalizedTextView.parse(coupon.name)
  if (coupon.kind === 'percent') return { redemptionId, name, value: { kind: 'percent', ppm: coupon.percentPpm ?? 0 } }
  return { redemptionId, name, value: { kind: 'fixed', amountMinor: coupon.amountMinor ?? 0n, currency: coupon.currency ?? '' } }
}

/** Whether a coupon counts on invoices of this plan and currency. */
export const fits = (coupon: CouponValue, planCode: string | null, currency: string): boolean =>
  (coupon.planCodes.length === 0 || (planCode !== null && coupon.planCodes.includes(planCode))) && (coupon.kind === 'percent' || coupon.currency === currency)

/** What an invoice asks for: the plan and its changes, or usage. */
export type Discounted = 'plan' | 'usage'
export const countsOn = ({ appliesTo }: Pick<CouponValue, 'appliesTo'>, what: Discounted): boolean => appliesTo === 'all' || appliesTo === what

type For = { what: Discounted; clientId: string; subscriptionId: string | null; planCode: string | null; currency: string }

export type DiscountsInForce = {
  /** On an invoice made now. */
  now: Discount[]
  /** On the one after it, if there is one now. */
  next: Discount[]
}

/** Whether a coupon that counts on so many invoices still counts after `used` of them. */
const isLeft = (limit: number | null, used: number): boolean => limit === null || used < limit

/**
 * The discounts that count on the next invoice of a subscription (or of the client, without one), the oldest first. A coupon that
 * was disabled or has expired for new redemptions keeps counting for those who have it.
 */
export async function discountsFor(db: Db, { what, clientId, subscriptionId, planCode, currency }: For): Promise<DiscountsInForce> {
  const rows = await db.couponRedemption.findMany({
    where: { clientId, state: 'active', OR: [{ subscriptionId: null }, { subscriptionId }] },
    orderBy: { id: 'asc' }, select: { id: true, periodsLimit: true, periodsUsed: true, coupon: { select: couponValueFields } },
  })
  const fitting = rows.filter(({ coupon }) => countsOn(coupon, what) && fits(coupon, planCode, currency))
  const on = (invoice: number) => fitting.filter(({ periodsLimit, periodsUsed }) => isLeft(periodsLimit, periodsUsed + invoice)).map(({ id, coupon }) => discountOf(id, coupon))
  return { now: on(0), next: on(1) }
}

/** The same with a code that is about to be redeemed: it counts on the plan after those the client has. */
export function withPromotion({ now, next }: DiscountsInForce, promotion: { discount: Discount; periodsLimit: number | null; isForUsageOnly: boolean } | null): DiscountsInForce {
  if (!promotion || promotion.isForUsageOnly) return { now, next }
  return { now: [...now, promotion.discount], next: isLeft(promotion.periodsLimit, 1) ? [...next, promotion.discount] : next }
}
