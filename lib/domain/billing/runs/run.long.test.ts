import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { runClients } from '@/lib/domain/billing'
import { FixedClock } from '@/lib/kernel/clock'
import { systemCtx } from '@/lib/testing/contexts'
import { invoiceSequence, manyDue } from '@/lib/testing/many-due'
import { seedCatalog } from '@/prisma/seed/catalog'

const endsAt = new Date('2026-03-01T00:00:00Z')
beforeAll(async () => seedCatalog(platformDb, endsAt))
afterAll(closePool)

it('8 workers on 2,000 due subscriptions make 2,000 invoices, numbered 1 to 2,000 without a gap', async () => {
  await manyDue(2_000, endsAt, 'L')
  const totals = await Promise.all(Array.from({ length: 8 }, () => runClients(systemCtx('billing_run', new FixedClock(endsAt)))))
  expect(totals.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(2_000)
  expect(await invoiceSequence()).toEqual(Array.from({ length: 2_000 }, (_, i) => i + 1))
  expect(await platformDb.invoice.groupBy({ by: ['subscriptionId'], _count: true, having: { subscriptionId: { _count: { gt: 1 } } } })).toEqual([])
})
