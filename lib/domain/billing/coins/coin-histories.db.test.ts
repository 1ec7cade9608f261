import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import '@/lib/testing/property-seed'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { coinHistory, liveCoinHistory } from '@/lib/testing/coin-history'
import { seedCatalog } from '@/prisma/seed/catalog'

beforeAll(async () => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
afterAll(closePool)

it('whatever comes, goes, is paid twice and asked back: chain, attempt, invoice, wallet and ledger say the same', async () => {
  await fc.assert(fc.asyncProperty(coinHistory, liveCoinHistory), { numRuns: 12, endOnFailure: true })
})
