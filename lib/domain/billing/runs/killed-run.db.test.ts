import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { runClients } from '@/lib/domain/billing'
import { reconcileLedger } from '@/lib/domain/ledger/platform/reconcile-ledger'
import { FixedClock } from '@/lib/kernel/clock'
import { systemCtx } from '@/lib/testing/contexts'
import { invoiceSequence, manyDue } from '@/lib/testing/many-due'
import { kill, TestProgram } from '@/lib/testing/test-program'
import { seedCatalog } from '@/prisma/seed/catalog'

const endsAt = new Date('2026-03-01T00:00:00Z')
const count = 240
const leaseSeconds = 25
let program: TestProgram

beforeAll(async () => {
  await seedCatalog(platformDb, endsAt)
  program = await TestProgram.of('lib/testing/billing-run-process.ts')
})
afterAll(async () => {
  await program.stop()
  await closePool()
})

const invoices = () => platformDb.invoice.count({ where: { reason: 'subscription_cycle', documentStatus: 'open' } })
const run = () => runClients(systemCtx('billing_run', new FixedClock(endsAt)))

/** Starts a run in a process of its own and kills it once it has made so many invoices more. */
async function runAndKill(more: number): Promise<void> {
  const [child, before] = [program.start({ RUN_AT: endsAt.toISOString() }), await invoices()]
  for (;;) {
    while ((await invoices()) < before + more) await sleep(5)
    child.kill('SIGSTOP')
    if ((await platformDb.billingLease.count()) > 0) break
    child.kill('SIGCONT') // between two batches, where it holds nobody
    await sleep(1)
  }
  await kill(child)
}

/** The leases of the dead, which end by themselves: that time is put forward. */
async function outlastLeases(): Promise<number> {
  const [left] = await platformDb.$queryRaw<{ most: number | null }[]>`SELECT extract(epoch FROM max("leasedUntil") - now())::float8 AS most FROM "BillingLease"`
  await platformDb.$executeRaw`UPDATE "BillingLease" SET "leasedUntil" = now() - interval '1 second'`
  return left?.most ?? 0
}

it('workers killed in the middle of a run leave nobody unbilled and nobody billed twice', async () => {
  await manyDue(count, endsAt, 'D')
  for (const more of [10, 70]) {
    await runAndKill(more)
    expect(await invoices()).toBeLessThan(count)
    expect(await platformDb.billingLease.count()).toBeGreaterThan(0)
    // Whoever comes next serves all but the dead one's last batch, and that one as its leases run out.
    if (more === 70) await run()
    expect(await outlastLeases()).toBeLessThanOrEqual(leaseSeconds)
  }
  await run()
  const each = { by: ['clientId' as const], _count: { _all: true as const } }
  expect(await invoiceSequence()).toEqual(Array.from({ length: count }, (_, i) => i + 1))
  for (const rows of [
    await platformDb.invoice.groupBy(each), await platformDb.serviceSpan.groupBy(each),
    await platformDb.ledgerTransaction.groupBy({ ...each, where: { sourceKind: 'invoice' } }), await platformDb.outboxMessage.groupBy({ ...each, where: { topic: 'invoice.finalised' } }),
    await platformDb.usagePeriod.groupBy({ ...each, where: { startsAt: endsAt } }),
  ]) expect([rows.length, rows.every(({ _count }) => _count._all === 1)]).toEqual([count, true])
  expect((await reconcileLedger(new FixedClock(endsAt))).differences).toEqual([])
  expect(await run()).toMatchObject({ runId: null, clients: 0 })
})
