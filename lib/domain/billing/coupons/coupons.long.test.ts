import { afterAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { raceForCoupon } from '@/lib/testing/coupon-race'

afterAll(closePool)

it('50 clients race 100 times for 10 places: 1000 taken, 0 over', async () => {
  let taken = 0
  for (let race = 0; race < 100; race++) {
    const result = await raceForCoupon({ limit: 10, clients: 50 })
    expect(result).toEqual({ taken: 10, counted: 10, refused: 40 })
    taken += result.taken
  }
  expect(taken).toBe(1_000)
})
