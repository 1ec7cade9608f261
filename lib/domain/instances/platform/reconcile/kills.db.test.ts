import { expect, it } from 'vitest'
import { killManagersAndEngines } from '@/lib/testing/manager-kills'

it('after managers and engines were killed at random moments every instance is as wanted again, once, with its history whole', async () => {
  const { wrong, kills, starts } = await killManagersAndEngines(10)
  expect(wrong).toEqual([])
  expect(kills.manager).toBeGreaterThan(1)
  expect(starts).toBeGreaterThan(1)
}, 1_200_000)
