import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { figure } from '@/lib/testing/figure'
import { raceRefunds } from '@/lib/testing/refund-race'
import { seedCatalog } from '@/prisma/seed/catalog'

beforeAll(async () => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
afterAll(closePool)

it.each(['stripe', 'paypal'] as const)('1,000 refunds of $0.15 raced at %s on $29.00: 193 are given back there and not a cent above what was captured', async (provider) => {
  const { granted, atProvider, refundedMinor, clearingMinor, states } = await raceRefunds(provider, 1_000, 15n)
  figure(`${provider}: 1,000 raced refunds of $0.15 on $29.00: granted, carried out at the provider`, `${granted}, ${atProvider.refunds}`)
  expect({ granted, atProvider, refundedMinor, clearingMinor, states }).toEqual({
    granted: 193, atProvider: { refunds: 193, minor: 2_895n }, refundedMinor: 2_895n, clearingMinor: 5n, states: { succeeded: 193 },
  })
})
