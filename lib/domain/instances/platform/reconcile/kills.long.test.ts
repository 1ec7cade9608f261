import { expect, it } from 'vitest'
import { figure } from '@/lib/testing/figure'
import { killManagersAndEngines } from '@/lib/testing/manager-kills'

/** Fewer for a quick look. */
const count = Number(process.env.INSTANCE_KILLS || 500)
/** A machine so busy that the first start of all took longer than a fifth of that minute gets as much more. */
const settledWithin = (startSeconds: number): number => Math.max(60, 5 * startSeconds)

it(`${count} kills of managers and engines while wishes change and clients ask: all as wanted, no server twice, nothing left over, no usage and no line of a log lost`, async () => {
  const { wrong, ...figures } = await killManagersAndEngines(count, { hasTraffic: true })
  figure('kills while instances are started, stopped, restarted, resized, deleted and asked', JSON.stringify(figures))
  expect(wrong).toEqual([])
  expect(figures.settledSeconds).toBeLessThanOrEqual(settledWithin(figures.startSeconds ?? 0))
  expect(figures.requests?.answered).toBeGreaterThan(0)
}, 3_600_000)
