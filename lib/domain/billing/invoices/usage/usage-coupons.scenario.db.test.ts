import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Prisma } from '@/lib/db/generated/client'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import { addOverage, addPeriod, createBilledClient, type BilledClient } from '@/lib/testing/billed-client'
import { systemCtx } from '@/lib/testing/contexts'
import { makeCoupon } from '@/lib/testing/coupon-race'
import { seedCatalog } from '@/prisma/seed/catalog'
import { invoiceDueUsage } from '../../platform/run-invoices'
import { voidInvoice } from '../void-invoice'
import { draftUsageInvoice, invoiceUsageThreshold } from './invoice-usage'

const january = new Date('2026-01-10T00:00:00Z')
const usd = (minor: bigint): bigint => minor * 10n ** 10n

beforeAll(async () => seedCatalog(platformDb, january))
afterAll(closePool)

async function give(client: BilledClient, coupon: Partial<Prisma.CouponUncheckedCreateInput>): Promise<string> {
  const { couponId, promotionCodeId } = await makeCoupon(coupon)
  const { duration, durationPeriods } = await platformDb.coupon.findUniqueOrThrow({ where: { id: couponId } })
  const id = newId('red')
  await platformDb.couponRedemption.create({ data: {
    id, clientId: client.clientId, couponId, promotionCodeId, subscriptionId: client.subscriptionId, ordinal: 1, state: 'active', createdAt: january,
    periodsLimit: duration === 'forever' ? null : duration === 'once' ? 1 : durationPeriods,
  } })
  return id
}

const bills = async (client: BilledClient) => {
  const rows = await platformDb.invoice.findMany({ where: { clientId: client.clientId, documentStatus: { not: 'void' } }, orderBy: { id: 'asc' } })
  return rows.map(({ documentStatus, discountMinor, subtotalMinor, taxMinor, totalMinor }) => [documentStatus, ...[discountMinor, subtotalMinor, taxMinor, totalMinor].map(Number)])
}
const redemption = (id: string) => platformDb.couponRedemption.findUniqueOrThrow({ where: { id }, select: { periodsUsed: true, state: true } })

describe('a coupon on usage', () => {
  it('takes its share off the overage before tax, counts once for the draft and its final form, and ends with its last invoice', async () => {
    const client = await createBilledClient({ now: january, country: 'SA' })
    const id = await give(client, { duration: 'once', durationPeriods: null, appliesTo: 'usage' })
    const [first, second] = [await addPeriod(client, '2026-01-01', '2026-02-01'), await addPeriod(client, '2026-02-01', '2026-03-01')]
    await addOverage(client, first, usd(1_000n))
    client.clock.set(new Date('2026-02-01T00:10:00Z'))
    await draftUsageInvoice(client.system, { id: first })
    expect(await bills(client)).toEqual([['draft', 250, 750, 112, 862]]) // 15 % of 7.50 is 1.125: half to even
    await addOverage(client, first, usd(1_000n))
    client.clock.set(new Date('2026-02-01T01:00:00Z'))
    await draftUsageInvoice(client.system, { id: first })
    expect(await bills(client)).toEqual([['open', 500, 1_500, 225, 1_725]])
    expect(await redemption(id)).toEqual({ periodsUsed: 1, state: 'ended' })
    await addOverage(client, second, usd(1_000n))
    client.clock.set(new Date('2026-03-01T02:00:00Z'))
    await draftUsageInvoice(client.system, { id: second })
    expect((await bills(client))[1]).toEqual(['open', 0, 1_000, 150, 1_150])
  })

  it('for the plan only takes nothing off usage; one for both does, and neither touches what a commitment lacks', async () => {
    const [plan, both] = await Promise.all([createBilledClient({ now: january }), createBilledClient({ now: january, plan: { minimumCommitmentMinor: 5_000n } })])
    await give(plan, { appliesTo: 'plan' })
    await give(both, { appliesTo: 'all' })
    for (const client of [plan, both]) {
      const period = await addPeriod(client, '2026-01-01', '2026-02-01')
      await addOverage(client, period, usd(2_000n))
      client.clock.set(new Date('2026-02-01T02:00:00Z'))
      await draftUsageInvoice(client.system, { id: period })
    }
    expect(await bills(plan)).toEqual([['open', 0, 2_000, 0, 2_000]])
    expect(await bills(both)).toEqual([['open', 500, 4_500, 0, 4_500]])
  })

  it('of all of it makes an invoice of nothing; what it leaves below the least charge waits, coupon and all', async () => {
    const [whole, most] = await Promise.all([createBilledClient({ now: january }), createBilledClient({ now: january })])
    await give(whole, { percentPpm: 1_000_000, appliesTo: 'usage' })
    const id = await give(most, { percentPpm: 990_000, duration: 'once', durationPeriods: null, appliesTo: 'usage' })
    for (const client of [whole, most]) {
      const period = await addPeriod(client, '2026-01-01', '2026-02-01')
      await addOverage(client, period, usd(2_000n))
      client.clock.set(new Date('2026-02-01T02:00:00Z'))
      await draftUsageInvoice(client.system, { id: period })
    }
    expect(await bills(whole)).toEqual([['open', 2_000, 0, 0, 0]])
    expect(await bills(most)).toEqual([])
    expect(await redemption(id)).toEqual({ periodsUsed: 0, state: 'active' })
    const next = await addPeriod(most, '2026-02-01', '2026-03-01')
    await addOverage(most, next, usd(8_000n))
    most.clock.set(new Date('2026-03-01T02:00:00Z'))
    await draftUsageInvoice(most.system, { id: next })
    expect(await bills(most)).toEqual([['open', 9_900, 100, 0, 100]])
  })

  it('comes back with a void invoice and counts on the one that takes its place, whoever makes it', async () => {
    const client = await createBilledClient({ now: january, plan: { thresholdInvoiceMinor: 1_000n } })
    const id = await give(client, { duration: 'once', durationPeriods: null, appliesTo: 'usage' })
    const period = await addPeriod(client, '2026-01-01', '2026-02-01')
    await addOverage(client, period, usd(2_000n))
    const { invoiceId } = await invoiceUsageThreshold(client.system, { id: period })
    expect(await bills(client)).toEqual([['open', 500, 1_500, 0, 1_500]])
    await inTransaction(platformDb, (db) => voidInvoice({ ...client.system, db, enqueue: async () => undefined }, invoiceId ?? ''))
    expect(await redemption(id)).toEqual({ periodsUsed: 0, state: 'active' })
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    const ctx = systemCtx('test', client.clock)
    await Promise.all([invoiceDueUsage(ctx), invoiceDueUsage(ctx), invoiceDueUsage(ctx)])
    expect(await bills(client)).toEqual([['open', 500, 1_500, 0, 1_500]])
    expect(await redemption(id)).toEqual({ periodsUsed: 1, state: 'ended' })
  })
})
