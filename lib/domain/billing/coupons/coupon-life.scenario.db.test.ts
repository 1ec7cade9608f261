import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { chargeSaved, previewSubscription, settleSubscription, subscribe } from '@/lib/domain/billing'
import { days, plus } from '@/lib/kernel/clock'
import { as } from '@/lib/testing/contexts'
import { makeCoupon } from '@/lib/testing/coupon-race'
import { createPayingClient, payAtSandbox, type PayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'

const start = new Date('2026-01-31T09:00:00Z')
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

async function order({ ctx }: PayingClient, promotionCode: string) {
  const wish = { planCode: 'pro', interval: 'month' as const, promotionCode }
  const preview = await previewSubscription(ctx, wish)
  const { subscription, payment } = await subscribe(ctx, { ...wish, frozenAt: preview.frozenAt, hash: preview.hash, saveMethod: true })
  return { preview, id: subscription.id, paymentId: payment?.id ?? '' }
}

async function renewals({ ctx, clientId, clock }: PayingClient, id: string, count: number) {
  const read = () => platformDb.subscription.findUniqueOrThrow({ where: { id } })
  for (let i = 0; i < count; i++) {
    clock.set((await read()).currentPeriodEnd ?? start)
    const system = as(ctx, { kind: 'system', job: 'billing' })
    await settleSubscription(system, { id })
    const open = await platformDb.invoice.findFirst({ where: { clientId, documentStatus: 'open', paymentStatus: 'unpaid' }, select: { id: true } })
    if (open) await chargeSaved(system, open.id)
  }
  const invoices = await platformDb.invoice.findMany({ where: { clientId }, orderBy: { id: 'asc' }, select: { discountMinor: true, subtotalMinor: true, taxMinor: true, totalMinor: true } })
  return invoices.map((row) => [row.discountMinor, row.subtotalMinor, row.taxMinor, row.totalMinor].map(Number))
}

describe('a code over a subscription’s life', () => {
  it('takes 25 % off three invoices of 29.00 with 15 % tax, and nothing off the fourth; the preview says so', async () => {
    const { code, couponId } = await makeCoupon({})
    const client = await createPayingClient(start, { country: 'SA' })
    const { preview, id, paymentId } = await order(client, code)
    expect(preview).toMatchObject({ subtotalMinor: 2_175n, taxMinor: 326n, totalMinor: 2_501n, nextChargeMinor: 2_501n, discounts: [{ amountMinor: 725n }] })
    expect(await payAtSandbox(client, paymentId)).toMatchObject({ state: 'succeeded', amountMinor: 2_501n })
    expect(await renewals(client, id, 3)).toEqual([[725, 2_175, 326, 2_501], [725, 2_175, 326, 2_501], [725, 2_175, 326, 2_501], [0, 2_900, 435, 3_335]])
    expect(await platformDb.couponRedemption.findFirst({ where: { couponId } })).toMatchObject({ periodsUsed: 3, periodsLimit: 3, state: 'ended' })
    expect(await platformDb.couponApplication.aggregate({ where: { clientId: client.clientId }, _sum: { amountMinor: true } })).toEqual({ _sum: { amountMinor: 2_175n } })
  })

  it('of 10.00 once leaves 19.00 today and tells 29.00 for the next charge', async () => {
    const { code } = await makeCoupon({ kind: 'fixed', percentPpm: null, amountMinor: 1_000n, currency: 'USD', duration: 'once', durationPeriods: null })
    const client = await createPayingClient(start)
    const { preview, id, paymentId } = await order(client, code)
    expect(preview).toMatchObject({ totalMinor: 1_900n, nextChargeMinor: 2_900n })
    await payAtSandbox(client, paymentId)
    expect((await renewals(client, id, 1)).map((amounts) => amounts[3])).toEqual([1_900, 2_900])
  })

  it('of 100 % for ever starts at once without a payment and renews at zero', async () => {
    const { code } = await makeCoupon({ percentPpm: 1_000_000, duration: 'forever', durationPeriods: null })
    const client = await createPayingClient(start)
    const { id, paymentId } = await order(client, code)
    expect(paymentId).toBe('')
    expect(await platformDb.subscription.findUnique({ where: { id } })).toMatchObject({ status: 'active' })
    expect((await renewals(client, id, 2)).map((amounts) => amounts[3])).toEqual([0, 0, 0])
  })

  it('comes back when the order is never paid, and can be used by somebody else', async () => {
    const { code, couponId } = await makeCoupon({ maxRedemptions: 1 })
    const [first, second] = [await createPayingClient(start), await createPayingClient(start)]
    const { id } = await order(first, code)
    await expect(order(second, code)).rejects.toMatchObject({ fields: { promotionCode: { code: 'codeExhausted' } } })
    first.clock.set(plus(start, days(1)))
    expect(await settleSubscription(as(first.ctx, { kind: 'system', job: 'billing' }), { id })).toBe('expired')
    expect(await platformDb.coupon.findUnique({ where: { id: couponId } })).toMatchObject({ redemptionCount: 0 })
    expect((await order(second, code)).preview.totalMinor).toBe(2_175n)
  })

  it('is the same order when it is confirmed twice, and moves to another plan’s order', async () => {
    const { code, couponId } = await makeCoupon({})
    const client = await createPayingClient(start)
    const first = await order(client, code)
    expect((await order(client, code)).id).toBe(first.id)
    const yearly = await previewSubscription(client.ctx, { planCode: 'pro', interval: 'year', promotionCode: code })
    await subscribe(client.ctx, { planCode: 'pro', interval: 'year', promotionCode: code, frozenAt: yearly.frozenAt, hash: yearly.hash })
    expect(await platformDb.couponRedemption.findMany({ where: { couponId }, select: { state: true }, orderBy: { id: 'asc' } })).toEqual([{ state: 'released' }, { state: 'active' }])
  })
})
