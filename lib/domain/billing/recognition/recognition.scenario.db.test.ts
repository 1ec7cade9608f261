import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { inTransaction } from '@/lib/db/transaction'
import { creditWallet, ledgerBalance, postTransaction } from '@/lib/domain/ledger'
import { reconcileLedger } from '@/lib/domain/ledger/platform/reconcile-ledger'
import { FixedClock, days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { buyPlan, createPayingClient, payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { previewSubscription } from '../subscriptions/preview-subscription'
import { subscribe } from '../subscriptions/subscribe'
import { recogniseRevenue } from '../platform/recognise-revenue'

const start = new Date('2026-03-01T00:00:00Z')
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

const platform = (kind: 'revenue' | 'deferred_revenue') => ledgerBalance(platformDb, { clientId: null, kind, currency: 'USD', mode: 'test' })

describe('revenue of a paid month', () => {
  it('is earned day by day: 29.00 over 31 days, whole at its end, whoever runs and however often', async () => {
    const client = await createPayingClient(start)
    await buyPlan(client, {})
    expect([await platform('deferred_revenue'), await platform('revenue')]).toEqual([-2_900n, 0n])
    const clock = new FixedClock(start)
    const at = async (instant: string) => {
      clock.set(new Date(instant))
      await Promise.all([recogniseRevenue(clock), recogniseRevenue(clock), recogniseRevenue(clock)])
      return [-(await platform('deferred_revenue')), -(await platform('revenue'))]
    }
    expect(await at('2026-03-01T00:10:00Z')).toEqual([2_900n, 0n]) // 29.00 × 10 min of 31 days is under a cent
    expect(await at('2026-03-02T00:00:00Z')).toEqual([2_807n, 93n]) // 93.5 cents: the half waits
    expect(await at('2026-03-16T12:00:00Z')).toEqual([1_450n, 1_450n])
    expect(await at('2026-03-10T00:00:00Z')).toEqual([1_450n, 1_450n]) // a clock that runs back takes nothing back
    expect(await at('2026-04-01T00:00:00Z')).toEqual([0n, 2_900n])
    expect(await at('2026-06-01T00:00:00Z')).toEqual([0n, 2_900n])
    const [line] = await platformDb.revenueSchedule.findMany()
    expect(line).toMatchObject({ clientId: client.clientId, amountMinor: 2_900n, recognisedMinor: 2_900n, startsAt: start })
  })
})

describe('deferred revenue', () => {
  const found = async (clock: FixedClock) => (await reconcileLedger(clock)).differences.map(({ kind, subjectId, expected, actual }) => [kind, subjectId, expected, actual])
  const correct = (minor: bigint) => inTransaction(platformDb, (tx) => postTransaction(tx, new FixedClock(start), {
    sourceKind: 'correction', sourceId: newId('test'), clientId: null, mode: 'test', description: 'A booking by hand',
    entries: [{ account: { clientId: null, kind: 'deferred_revenue' }, amount: money(minor, 'USD') }, { account: { clientId: null, kind: 'revenue' }, amount: money(-minor, 'USD') }],
  }))

  it('is what is left to earn, before an invoice is paid, before it is scheduled and while it is earned', async () => {
    const client = await createPayingClient(start)
    const { frozenAt, hash } = await previewSubscription(client.ctx, { planCode: 'pro', interval: 'month' })
    const { payment } = await subscribe(client.ctx, { planCode: 'pro', interval: 'month', frozenAt, hash })
    expect(await found(client.clock)).toEqual([])
    await payAtSandbox(client, payment?.id ?? '')
    expect(await found(client.clock)).toEqual([])
    for (const day of [1, 11, 20, 40]) {
      client.clock.set(plus(start, days(day)))
      await recogniseRevenue(client.clock)
      expect(await found(client.clock)).toEqual([])
    }
  })

  it('that differs by a cent from the schedules is reported until it is right again', async () => {
    const client = await createPayingClient(start)
    await buyPlan(client, {})
    const before = -(await platform('deferred_revenue'))
    await correct(1n)
    expect(await found(client.clock)).toEqual([['deferred_revenue', 'test:USD', String(before), String(before - 1n)]])
    expect(await platformDb.ledgerDifference.count({ where: { kind: 'deferred_revenue', resolvedAt: null } })).toBe(1)
    await correct(-1n)
    expect(await found(client.clock)).toEqual([])
    expect(await platformDb.ledgerDifference.count({ where: { kind: 'deferred_revenue', resolvedAt: null } })).toBe(0)
  })

  it('of a schedule that earned without a booking is reported', async () => {
    const client = await createPayingClient(start)
    const { invoiceId } = await buyPlan(client, {})
    await recogniseRevenue(client.clock)
    await platformDb.revenueSchedule.updateMany({ where: { invoiceId }, data: { recognisedMinor: { increment: 7n } } })
    const left = -(await platform('deferred_revenue'))
    expect(await found(client.clock)).toEqual([['deferred_revenue', 'test:USD', String(left - 7n), String(left)]])
    await platformDb.revenueSchedule.updateMany({ where: { invoiceId }, data: { recognisedMinor: { decrement: 7n } } })
  })

  it('of a change that came too late has left as credit and is never earned', async () => {
    const client = await createPayingClient(start)
    const { invoiceId, subscriptionId } = await buyPlan(client, {})
    const { planVersionId } = await platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId }, select: { planVersionId: true } })
    const { clientId } = client
    // As `applyPaidChange` leaves it.
    await platformDb.subscriptionChange.create({ data: {
      id: newId('chg'), clientId, subscriptionId, kind: 'change', state: 'credited', planVersionId, interval: 'month', quantity: 1, amountMinor: 2_900n, netMinor: 2_900n, unusedMinor: 0n,
      beginsAnew: true, anchorDay: 1, startsAt: start, endsAt: plus(start, days(31)), invoiceId, createdAt: start, expiresAt: start, settledAt: start,
    } })
    await inTransaction(platformDb, (tx) => creditWallet(tx, client.clock, {
      clientId, mode: 'test', sourceKind: 'late_change', sourceId: invoiceId, description: 'Too late', amount: money(2_900n, 'USD'), from: { clientId: null, kind: 'deferred_revenue' },
    }))
    client.clock.set(plus(start, days(60)))
    await recogniseRevenue(client.clock)
    expect(await platformDb.revenueSchedule.count({ where: { invoiceId } })).toBe(0)
    expect(await found(client.clock)).toEqual([])
  })
})
