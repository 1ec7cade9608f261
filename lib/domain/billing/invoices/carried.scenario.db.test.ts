import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { previewSubscription, settleSubscription, subscribe } from '@/lib/domain/billing'
import { ledgerBalance } from '@/lib/domain/ledger'
import { addOverage } from '@/lib/testing/billed-client'
import { hours, plus } from '@/lib/kernel/clock'
import { as } from '@/lib/testing/contexts'
import { makeCoupon } from '@/lib/testing/coupon-race'
import { createPayingClient, type PayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { carriedMinor } from './carried'
import { draftUsageInvoice } from './usage/invoice-usage'
import { voidInvoice } from './void-invoice'

const start = new Date('2026-01-31T09:00:00Z')

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

/** A subscriber whose code leaves 0.29 of 29.00 for ever. */
async function almostFree(country: string) {
  const { code } = await makeCoupon({ percentPpm: 990_000, duration: 'forever', durationPeriods: null })
  const client = await createPayingClient(start, { country })
  const wish = { planCode: 'pro', interval: 'month' as const, promotionCode: code }
  const preview = await previewSubscription(client.ctx, wish)
  const { subscription, payment } = await subscribe(client.ctx, { ...wish, frozenAt: preview.frozenAt, hash: preview.hash })
  return { client, preview, payment, id: subscription.id }
}

async function renew({ ctx, clock }: PayingClient, id: string): Promise<void> {
  clock.set((await platformDb.subscription.findUniqueOrThrow({ where: { id } })).currentPeriodEnd ?? start)
  await settleSubscription(as(ctx, { kind: 'system', job: 'billing' }), { id })
}

const invoicesOf = async (clientId: string) => {
  const rows = await platformDb.invoice.findMany({ where: { clientId, documentStatus: 'open' }, orderBy: { id: 'asc' }, include: { lines: { orderBy: { position: 'asc' } } } })
  return rows.map(({ paymentStatus, taxMinor, totalMinor, lines }) => [paymentStatus, Number(taxMinor), Number(totalMinor), ...lines.map(({ kind, amountMinor, discountMinor }) => `${kind} ${amountMinor - discountMinor}`)])
}

describe('what is too little to collect', () => {
  it.each([{ country: 'US', second: [0, 58] }, { country: 'SA', second: [9, 67] }])('is carried to the next invoice, with the tax of then, as the preview says ($country)', async ({ country, second }) => {
    const { client, preview, payment, id } = await almostFree(country)
    expect(payment).toBeNull()
    expect(preview).toMatchObject({ dueTodayMinor: 0n, nextChargeMinor: BigInt(second[1] ?? 0) })
    expect(await platformDb.subscription.findUnique({ where: { id } })).toMatchObject({ status: 'active' })
    await renew(client, id)
    expect(await invoicesOf(client.clientId)).toEqual([['paid', 0, 0, 'plan 29', 'carried -29'], ['unpaid', ...second, 'plan 29', 'carried 29']])
    expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(BigInt(second[1] ?? 0))
    expect(await carriedMinor(platformDb, client.clientId, 'USD')).toBe(0n)
    await renew(client, id)
    expect((await invoicesOf(client.clientId))[2]).toEqual(['paid', 0, 0, 'plan 29', 'carried -29'])
  })

  it('comes back when the invoice that asked for it becomes void, and usage takes it along', async () => {
    const { client, id } = await almostFree('US')
    await renew(client, id)
    const asking = await platformDb.invoice.findFirstOrThrow({ where: { clientId: client.clientId, totalMinor: 58n } })
    await inTransaction(platformDb, (db) => voidInvoice({ ...client.ctx, db, enqueue: async () => undefined }, asking.id))
    expect(await carriedMinor(platformDb, client.clientId, 'USD')).toBe(29n)

    const system = as(client.ctx, { kind: 'system', job: 'test' })
    const period = await platformDb.usagePeriod.findFirstOrThrow({ where: { clientId: client.clientId }, orderBy: { startsAt: 'asc' } })
    await addOverage({ ...client, system, subscriptionId: id, model: 'nicholas-core' }, period.id, 1_000n * 10n ** 10n)
    client.clock.set(plus(client.clock.now(), hours(2)))
    await draftUsageInvoice(system, { id: period.id })
    expect((await invoicesOf(client.clientId)).at(-1)).toEqual(['unpaid', 0, 1_029, 'usage 0', 'usage 1000', 'carried 29'])
    expect(await carriedMinor(platformDb, client.clientId, 'USD')).toBe(0n)
  })
})
