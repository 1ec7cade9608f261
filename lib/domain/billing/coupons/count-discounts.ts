import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { DiscountLine } from '../tax/priced'

type On = { clientId: string; invoiceId: string; currency: string }

/**
 * Counts the coupons that an invoice was priced with: one of their invoices each, never more than they have.
 * @throws DomainError stale_preview when one of them was used up meanwhile
 */
export async function countDiscounts(db: Db, clock: Clock, { clientId, invoiceId, currency }: On, discounts: readonly DiscountLine[]): Promise<void> {
  const now = clock.now()
  for (const { redemptionId, amountMinor } of discounts) {
    const counted = await db.$executeRaw`
      UPDATE "CouponRedemption" SET "periodsUsed" = "periodsUsed" + 1,
        "state" = CASE WHEN "periodsUsed" + 1 = "periodsLimit" THEN 'ended' ELSE 'active' END,
        "endedAt" = CASE WHEN "periodsUsed" + 1 = "periodsLimit" THEN ${now}::timestamptz ELSE NULL END
      WHERE "clientId" = ${clientId} AND "id" = ${redemptionId} AND "state" = 'active' AND ("periodsLimit" IS NULL OR "periodsUsed" < "periodsLimit")`
    if (counted === 0) throw new DomainError('stale_preview', { internal: `redemption ${redemptionId} is used up` })
    await db.couponApplication.create({ data: { clientId, redemptionId, invoiceId, amountMinor, currency, createdAt: now } })
  }
}

/** A voided invoice gives its coupons their invoice back, so that the one that takes its place has them too. */
export async function uncountDiscounts(db: Db, clientId: string, invoiceId: string): Promise<void> {
  const taken = await db.couponApplication.findMany({ where: { clientId, invoiceId }, select: { redemptionId: true } })
  for (const { redemptionId } of taken) {
    await db.$executeRaw`
      UPDATE "CouponRedemption" SET "periodsUsed" = "periodsUsed" - 1, "state" = 'active', "endedAt" = NULL
      WHERE "clientId" = ${clientId} AND "id" = ${redemptionId} AND "periodsUsed" > 0 AND "state" <> 'released'`
  }
  await db.couponApplication.deleteMany({ where: { clientId, invoiceId } })
}
