import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { killWhileCharging } from '@/lib/testing/charge-kills'
import { figure } from '@/lib/testing/figure'
import { seedCatalog } from '@/prisma/seed/catalog'

beforeAll(async () => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
afterAll(closePool)

it('a worker killed 10 times while it charges: every invoice is paid and booked once, and the providers’ books say the same', async () => {
  const { kills, points, invoices, wrong, seconds } = await killWhileCharging(10)
  figure(`${kills} workers killed while charging ${invoices} invoices in ${seconds} s (before, after, past the provider's answer)`, `${points.unheard}, ${points.unanswered}, ${points.answered}`)
  expect({ kills, wrong }).toEqual({ kills: 10, wrong: [] })
})
