import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { ledgerBalance } from '@/lib/domain/ledger'
import { FixedClock } from '@/lib/kernel/clock'
import { buyPlan, createPayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
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
