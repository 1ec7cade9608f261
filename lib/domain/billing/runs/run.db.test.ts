import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { runClients } from '@/lib/domain/billing'
import { FixedClock, days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { systemCtx } from '@/lib/testing/contexts'
import { invoiceSequence, manyDue } from '@/lib/testing/many-due'
import { seedCatalog } from '@/prisma/seed/catalog'
import { leaseClients } from '../platform/lease'

const endsAt = new Date('2026-03-01T00:00:00Z')
const at = (instant: Date) => systemCtx('billing_run', new FixedClock(instant))
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

beforeAll(async () => seedCatalog(platformDb, endsAt))
afterAll(closePool)

describe('the billing run', () => {
  beforeEach(async () => {
    await platformDb.client.updateMany({ where: { closedAt: null }, data: { closedAt: endsAt } })
  })

  it('8 workers on 300 due subscriptions make 300 invoices, numbered 1 to 300 without a gap', async () => {
    await manyDue(300, endsAt, 'R')
    const totals = await Promise.all(Array.from({ length: 8 }, () => runClients(at(endsAt))))
    expect([sum(totals.map(({ invoices }) => invoices)), sum(totals.map(({ parked }) => parked))]).toEqual([300, 0])
    // One whom another worker served a moment ago may be visited again, for nothing.
    expect(sum(totals.map(({ clients }) => clients))).toBeGreaterThanOrEqual(300)
    expect(await invoiceSequence()).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    expect(await platformDb.invoice.groupBy({ by: ['subscriptionId'], _count: true, having: { subscriptionId: { _count: { gt: 1 } } } })).toEqual([])
    expect(await platformDb.billingLease.count()).toBe(0)
    expect((await platformDb.billingRun.findMany({ select: { state: true } })).every(({ state }) => state === 'done')).toBe(true)
  })

  it('run again, and again a day later, finds nothing and leaves no trace', async () => {
    const runs = await platformDb.billingRun.count()
    expect(await runClients(at(endsAt))).toMatchObject({ runId: null, clients: 0 })
    expect(await runClients(at(plus(endsAt, days(1))))).toMatchObject({ clients: 0 })
    expect(await platformDb.billingRun.count()).toBe(runs)
  })

  it('parks the one client that fails and serves the others; released, it is served too', async () => {
    await manyDue(20, endsAt, 'P')
    const broken = `cli_${'P7'.padStart(26, '0')}`
    await platformDb.clientProfile.delete({ where: { clientId: broken } })
    await platformDb.$executeRaw`UPDATE "Subscription" SET "timeZone" = 'Mars/Olympus' WHERE "clientId" = ${broken}`
    expect(await runClients(at(endsAt))).toMatchObject({ clients: 20, invoices: 19, parked: 1 })
    expect(await runClients(at(endsAt))).toMatchObject({ clients: 0 })
    const parked = await platformDb.parkedClient.findFirstOrThrow({ where: { clientId: broken } })
    expect(parked).toMatchObject({ reason: 'failed', releasedAt: null })
    await platformDb.$executeRaw`UPDATE "Subscription" SET "timeZone" = 'UTC' WHERE "clientId" = ${broken}`
    await platformDb.parkedClient.update({ where: { id: parked.id }, data: { releasedAt: endsAt } })
    expect(await runClients(at(endsAt))).toMatchObject({ clients: 1, invoices: 1, parked: 0 })
  })

  it('replays two years in one pass of asOf, 15 months a day at most, then parks', async () => {
    await manyDue(1, endsAt, 'Y')
    expect(await runClients(at(plus(endsAt, days(730))))).toMatchObject({ clients: 1, parked: 1 })
    const clientId = `cli_${'Y1'.padStart(26, '0')}`
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(15)
    expect(await platformDb.parkedClient.findFirst({ where: { clientId } })).toMatchObject({ reason: 'too_many_items' })
  })

  it('takes over the clients of a worker that was killed once its lease runs out', async () => {
    await manyDue(30, endsAt, 'K')
    const ids = Array.from({ length: 30 }, (_, i) => `cli_${`K${i + 1}`.padStart(26, '0')}`)
    const dead = newId('run')
    expect(await leaseClients(dead, ids)).toHaveLength(30)
    expect(await runClients(at(endsAt))).toMatchObject({ clients: 0 })
    await platformDb.$executeRaw`UPDATE "BillingLease" SET "leasedUntil" = now() - interval '1 second'`
    expect(await runClients(at(endsAt))).toMatchObject({ clients: 30, invoices: 30 })
  })

  it('reaches the newest of the clients however many old ones stay due', async () => {
    await manyDue(60, endsAt, 'S')
    const newest = `cli_${'S60'.padStart(26, '0')}`
    // Visited first, and due again at every visit: paid orders whose client does not pass the checks.
    await platformDb.$executeRaw`UPDATE "ClientProfile" SET "termsVersion" = NULL WHERE "clientId" < ${newest}`
    await platformDb.$executeRaw`UPDATE "Subscription" SET "status" = 'incomplete', "currentPeriodEnd" = NULL, "createdAt" = ${plus(endsAt, -days(1))} WHERE "clientId" LIKE 'cli_%S%' AND "clientId" < ${newest}`
    const totals = await runClients(at(endsAt))
    expect(totals.clients).toBeGreaterThan(0)
    expect(await platformDb.invoice.count({ where: { clientId: newest } })).toBe(1)
  })
})
