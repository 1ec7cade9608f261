import { afterAll, beforeAll, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { expectSameAsAlone } from '@/lib/testing/notice-soak'
import { seedCatalog } from '@/prisma/seed/catalog'

beforeAll(async () => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
afterAll(closePool)

it('400 notices, doubled, shuffled and some of them forged, leave what the genuine ones leave alone', async () => {
  await expectSameAsAlone(400, 12)
})
