import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { figure } from '@/lib/testing/figure'
import { raceRefunds } from '@/lib/testing/refund-race'
import { seedCatalog } from '@/prisma/seed/catalog'

beforeAll(async () => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
afterAll(closePool)

it.each(['stripe', 'paypal'] as const)('20 refunds of $2.00 raced at %s on $29.00: 14 are given back there, once each, whatever workers and lost answers', async (provider) => {
  const { granted, atProvider, refundedMinor, clearingMinor, states } = await raceRefunds(provider, 20, 200n)
  figure(`${provider}: 20 raced refunds of $2.00 on $29.00: granted, carried out at the provider`, `${granted}, ${atProvider.refunds}`)
  expect({ granted, atProvider, refundedMinor, clearingMinor, states }).toEqual({
    granted: 14, atProvider: { refunds: 14, minor: 2_800n }, refundedMinor: 2_800n, clearingMinor: 100n, states: { succeeded: 14 },
  })
})
