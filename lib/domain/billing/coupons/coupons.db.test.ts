import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockClient } from '@/lib/db/locks'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { FixedClock, days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createTestClient } from '@/lib/testing/contexts'
import { raceForCoupon, makeCoupon } from '@/lib/testing/coupon-race'
import { seedCatalog } from '@/prisma/seed/catalog'
import { discountsFor } from './discounts-for'
import { findPromotion } from './promotion'
import { redeemCoupon } from './redeem'

const start = new Date('2026-03-01T00:00:00Z')
const clock = new FixedClock(start)
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

async function take(code: string, clientId: string): Promise<string> {
  return inTransaction(platformDb, async (db) => {
    await lockClient(db, clientId)
    const promotion = await findPromotion(db, { clientId, planCode: 'pro', currency: 'USD' }, code, clock.now())
    return redeemCoupon(db, clock, { ...promotion, clientId, subscriptionId: null })
  })
}
const reason = (error: unknown) => (error instanceof Error && 'fields' in error ? (error.fields as { promotionCode?: { code: string } }).promotionCode?.code : String(error))
const refusal = (promise: Promise<unknown>) => promise.then(() => 'went through', reason)

describe('a promotion code', () => {
  it('is redeemed 7 times of 7 by 50 at once, 20 races over: none over, none lost', async () => {
    for (let race = 0; race < 20; race++) expect(await raceForCoupon({ limit: 7, clients: 50 })).toEqual({ taken: 7, counted: 7, refused: 43 })
  })

  it('is taken once by one client however often they press', async () => {
    const { code } = await makeCoupon({ perClientLimit: 1 })
    const { clientId } = await createTestClient()
    const results = await Promise.all(Array.from({ length: 20 }, () => refusal(take(code, clientId))))
    expect(results.filter((result) => result === 'went through')).toHaveLength(1)
    expect(await platformDb.couponRedemption.count({ where: { clientId } })).toBe(1)
    expect(await platformDb.promotionCode.findUnique({ where: { code } })).toMatchObject({ redemptionCount: 1 })
  })

  it('says why it does not count', async () => {
    const { clientId } = await createTestClient()
    await platformDb.client.update({ where: { id: clientId }, data: { createdAt: plus(start, -days(30)) } })
    const made = {
      expired: await makeCoupon({ redeemBy: plus(start, -1) }), codeExpired: await makeCoupon({ expiresAt: start }), off: await makeCoupon({ disabledAt: start }),
      other: await makeCoupon({ planCodes: ['enterprise'] }), euro: await makeCoupon({ kind: 'fixed', percentPpm: null, amountMinor: 500n, currency: 'EUR' }),
    }
    expect(await refusal(take('NO-SUCH-CODE', clientId))).toBe('codeUnknown')
    expect(await refusal(take(made.expired.code, clientId))).toBe('codeExpired')
    expect(await refusal(take(made.codeExpired.code, clientId))).toBe('codeExpired')
    expect(await refusal(take(made.off.code, clientId))).toBe('codeUnknown')
    expect(await refusal(take(made.other.code, clientId))).toBe('codeOtherPlan')
    expect(await refusal(take(made.euro.code, clientId))).toBe('codeOtherCurrency')
  })

  it('that was over before the client came, or is over and of another currency, is answered as one that never was', async () => {
    const { clientId } = await createTestClient()
    await platformDb.client.update({ where: { id: clientId }, data: { createdAt: plus(start, -days(30)) } })
    const early = await makeCoupon({ redeemBy: plus(start, -days(31)) })
    const codeOfEarly = await makeCoupon({ expiresAt: plus(start, -days(31)), redeemBy: plus(start, days(9)) })
    const euro = await makeCoupon({ kind: 'fixed', percentPpm: null, amountMinor: 500n, currency: 'EUR', redeemBy: plus(start, -1) })
    for (const { code } of [early, codeOfEarly, euro]) expect(await refusal(take(code, clientId))).toBe('codeUnknown')
  })

  it('is found whatever the case and blanks it is typed with', async () => {
    const { code } = await makeCoupon({})
    const { clientId } = await createTestClient()
    const { discount } = await findPromotion(platformDb, { clientId, planCode: 'pro', currency: 'USD' }, ` ${code.toLowerCase()} `, start)
    expect(discount.value).toEqual({ kind: 'percent', ppm: 250_000 })
  })

  it('keeps counting for those who have it after it has ended for others', async () => {
    const { code, couponId } = await makeCoupon({ duration: 'forever', durationPeriods: null })
    const { clientId } = await createTestClient()
    const redemptionId = await take(code, clientId)
    await platformDb.coupon.update({ where: { id: couponId }, data: { disabledAt: start, redeemBy: plus(start, days(1)) } })
    expect(await discountsFor(platformDb, { what: 'plan', clientId, subscriptionId: newId('sub'), planCode: 'pro', currency: 'USD' })).toMatchObject({ now: [{ redemptionId }], next: [{ redemptionId }] })
  })
})
