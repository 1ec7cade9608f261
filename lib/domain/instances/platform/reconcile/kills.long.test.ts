import { afterEach, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { figure } from '@/lib/testing/figure'
import { killManagersAndEngines } from '@/lib/testing/manager-kills'

const count = Number(process.env.INSTANCE_KILLS || 500)
/** A machine so busy that the first start of all took longer than a fifth of that minute gets as much more. */
const settledWithin = (startSeconds: number): number => Math.max(60, 5 * startSeconds)

// Nothing of this run is wanted of a manager that comes later.
afterEach(async () => {
  await platformDb.privateInstance.updateMany({ where: { status: { not: 'deleted' } }, data: { status: 'deleted', deletedAt: new Date(), desired: 'deleted' } })
})

it(`${count} kills of managers and engines while wishes change and clients ask: all as wanted, no server twice, nothing left over, no usage and no line of a log lost`, async () => {
  const { wrong, ...figures } = await killManagersAndEngines(count, { hasTraffic: true })
  figure('kills while instances are started, stopped, restarted, resized, deleted and asked', JSON.stringify({ ...figures, wrong }))
  expect(wrong).toEqual([])
  expect(figures.settledSeconds).toBeLessThanOrEqual(settledWithin(figures.startSeconds ?? 0))
  // There are some between any two kills of a manager, but for a machine that takes very long.
  expect(figures.requests?.answered).toBeGreaterThan((figures.kills.manager + figures.kills.engine) / 10)
}, 3_600_000)
