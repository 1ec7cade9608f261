import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { invalidField } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { Promotion } from './promotion'

type Redeem = Pick<Promotion, 'promotionCodeId' | 'couponId' | 'periodsLimit'> & { clientId: string; subscriptionId: string | null }

/**
 * Takes one redemption: a single statement counts the coupon and the code up where both still have room and are in force, and
 * writes the client's redemption if they have one left. The caller holds the client's row. When it takes nothing it throws, and
 * the transaction takes the counts back.
 * @returns the redemption's id
 * @throws DomainError invalid_input on `promotionCode`: codeExhausted
 */
export async function redeemCoupon(db: Db, clock: Clock, { clientId, subscriptionId, couponId, promotionCodeId, periodsLimit }: Redeem): Promise<string> {
  const now = clock.now()
  const id = newId('red', now)
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH coupon AS (
      UPDATE "Coupon" SET "redemptionCount" = "redemptionCount" + 1, "updatedAt" = ${now}
      WHERE "id" = ${couponId} AND "disabledAt" IS NULL AND ("redeemBy" IS NULL OR "redeemBy" > ${now})
        AND ("maxRedemptions" IS NULL OR "redemptionCount" < "maxRedemptions")
      RETURNING "id", "perClientLimit"
    ), code AS (
      UPDATE "PromotionCode" SET "redemptionCount" = "redemptionCount" + 1
      WHERE "id" = ${promotionCodeId} AND "disabledAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > ${now})
        AND ("maxRedemptions" IS NULL OR "redemptionCount" < "maxRedemptions")
      RETURNING "id"
    ), mine AS (
      SELECT coalesce(max("ordinal"), 0) AS last, count(*) AS taken FROM "CouponRedemption"
      WHERE "clientId" = ${clientId} AND "couponId" = ${couponId} AND "state" <> 'released'
    )
    INSERT INTO "CouponRedemption" ("id", "clientId", "couponId", "promotionCodeId", "subscriptionId", "ordinal", "periodsLimit", "state", "createdAt")
    SELECT ${id}, ${clientId}, coupon."id", code."id", ${subscriptionId}, mine.last + 1, ${periodsLimit}, 'active', ${now}
    FROM coupon, code, mine WHERE mine.taken < coupon."perClientLimit"
    RETURNING "id"`
  if (!rows[0]) throw invalidField('promotionCode', 'codeExhausted')
  return rows[0].id
}

/** A subscription that never began gives its redemptions back, counts and all. */
export async function releaseRedemptions(db: Db, clock: Clock, clientId: string, subscriptionId: string): Promise<void> {
  const now = clock.now()
  await db.$executeRaw`
    WITH gone AS (
      UPDATE "CouponRedemption" SET "state" = 'released', "endedAt" = ${now}
      WHERE "clientId" = ${clientId} AND "subscriptionId" = ${subscriptionId} AND "state" = 'active' AND "periodsUsed" = 0
      RETURNING "couponId", "promotionCodeId"
    ), codes AS (
      UPDATE "PromotionCode" p SET "redemptionCount" = p."redemptionCount" - g.times
      FROM (SELECT "promotionCodeId" AS id, count(*)::int AS times FROM gone GROUP BY 1) g WHERE p."id" = g.id
    )
    UPDATE "Coupon" c SET "redemptionCount" = c."redemptionCount" - g.times, "updatedAt" = ${now}
    FROM (SELECT "couponId" AS id, count(*)::int AS times FROM gone GROUP BY 1) g WHERE c."id" = g.id`
}
