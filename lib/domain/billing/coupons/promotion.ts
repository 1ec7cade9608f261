import type { Db } from '@/lib/db/transaction'
import { invalidField } from '@/lib/kernel/error'
import type { Discount } from '../tax/priced'
import { countsOn, couponValueFields, discountOf, fits } from './discounts-for'

/** As it is stored and compared: capitals, without blanks. */
export const normalizeCode = (typed: string): string => typed.trim().toUpperCase().replace(/\s+/g, '')

const select = {
  id: true, expiresAt: true, disabledAt: true, maxRedemptions: true, redemptionCount: true,
  coupon: { select: { ...couponValueFields, id: true, duration: true, durationPeriods: true, redeemBy: true, disabledAt: true, maxRedemptions: true, redemptionCount: true, perClientLimit: true } },
} as const

const earlierOf = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : a ?? b)

/** Whether a code that is over could ever have counted for a client: it learns of no other that there was such a code. */
async function wasOpenTo(db: Db, { clientId, currency }: { clientId: string; currency: string }, coupon: { kind: string; currency: string | null }, endsAt: Date): Promise<boolean> {
  if (coupon.kind === 'fixed' && coupon.currency !== currency) return false
  const { createdAt } = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { createdAt: true } })
  return createdAt < endsAt
}

const isFull = ({ maxRedemptions, redemptionCount }: { maxRedemptions: number | null; redemptionCount: number }): boolean => maxRedemptions !== null && redemptionCount >= maxRedemptions

export type Promotion = { promotionCodeId: string; couponId: string; periodsLimit: number | null; discount: Discount; isForUsageOnly: boolean }

/**
 * What a typed code would take off, for the preview; nothing is redeemed. The redemption itself checks again, in one statement.
 * @throws DomainError invalid_input on `promotionCode`: codeUnknown, codeExpired, codeExhausted, codeUsed, codeOtherPlan, codeOtherCurrency
 */
export async function findPromotion(
  db: Db, about: { clientId: string; planCode: string; currency: string }, typed: string, now: Date,
): Promise<Promotion> {
  const row = await db.promotionCode.findUnique({ where: { code: normalizeCode(typed) }, select })
  if (!row || row.disabledAt || row.coupon.disabledAt) throw invalidField('promotionCode', 'codeUnknown')
  const { coupon } = row
  const endsAt = earlierOf(row.expiresAt, coupon.redeemBy)
  if (endsAt && endsAt <= now) throw invalidField('promotionCode', (await wasOpenTo(db, about, coupon, endsAt)) ? 'codeExpired' : 'codeUnknown')
  if (isFull(row) || isFull(coupon)) throw invalidField('promotionCode', 'codeExhausted')
  if (coupon.kind === 'fixed' && coupon.currency !== about.currency) throw invalidField('promotionCode', 'codeOtherCurrency')
  if (!fits(coupon, about.planCode, about.currency)) throw invalidField('promotionCode', 'codeOtherPlan')
  // One that hangs on an order never paid is given back before this order begins.
  const mine = await db.couponRedemption.count({ where: { clientId: about.clientId, couponId: coupon.id, state: { not: 'released' }, NOT: { subscription: { status: 'incomplete' } } } })
  if (mine >= coupon.perClientLimit) throw invalidField('promotionCode', 'codeUsed')
  const periodsLimit = coupon.duration === 'forever' ? null : coupon.duration === 'once' ? 1 : coupon.durationPeriods
  return { promotionCodeId: row.id, couponId: coupon.id, periodsLimit, discount: discountOf(`new:${row.id}`, coupon), isForUsageOnly: !countsOn(coupon, 'plan') }
}
