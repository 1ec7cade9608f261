import type { Prisma } from '@/lib/db/generated/client'
import { lockClient } from '@/lib/db/locks'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { redeemCoupon } from '@/lib/domain/billing/coupons/redeem'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createTestClient } from './contexts'

type Made = Partial<Prisma.CouponUncheckedCreateInput> & { codeLimit?: number; expiresAt?: Date }

/** A coupon of 25 % on three invoices with one code, unless told otherwise. */
export async function makeCoupon({ codeLimit, expiresAt, ...more }: Made): Promise<{ couponId: string; promotionCodeId: string; code: string }> {
  const [couponId, promotionCodeId, now] = [newId('cpn'), newId('prm'), new Date('2026-01-01T00:00:00Z')]
  const code = `C${promotionCodeId.slice(-12)}`
  await platformDb.coupon.create({ data: {
    id: couponId, name: { en: 'Welcome', ar: 'ترحيب' }, kind: 'percent', percentPpm: 250_000, duration: 'repeating', durationPeriods: 3, createdAt: now, updatedAt: now, ...more,
  } })
  await platformDb.promotionCode.create({ data: { id: promotionCodeId, couponId, code, maxRedemptions: codeLimit ?? null, expiresAt: expiresAt ?? null, createdAt: now } })
  return { couponId, promotionCodeId, code }
}

const crowd: string[] = []

/** One race: that many clients, each once, for a coupon with so many places. @returns what was taken, what the coupon counts, who was refused */
export async function raceForCoupon({ limit, clients }: { limit: number; clients: number }): Promise<{ taken: number; counted: number; refused: number }> {
  while (crowd.length < clients) crowd.push((await createTestClient()).clientId)
  const { couponId, promotionCodeId } = await makeCoupon({ maxRedemptions: limit })
  const results = await Promise.allSettled(crowd.slice(0, clients).map((clientId) => inTransaction(platformDb, async (db) => {
    await lockClient(db, clientId)
    return redeemCoupon(db, systemClock, { couponId, promotionCodeId, periodsLimit: 3, clientId, subscriptionId: null })
  })))
  const { redemptionCount } = await platformDb.coupon.findUniqueOrThrow({ where: { id: couponId } })
  return {
    taken: await platformDb.couponRedemption.count({ where: { couponId } }), counted: redemptionCount,
    refused: results.filter(({ status }) => status === 'rejected').length,
  }
}
