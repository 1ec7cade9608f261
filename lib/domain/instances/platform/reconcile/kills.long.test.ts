import { expect, it } from 'vitest'
import { figure } from '@/lib/testing/figure'
import { killManagersAndEngines } from '@/lib/testing/manager-kills'

/** `npm run test:instances` makes it 500. */
const count = Number(process.env.INSTANCE_KILLS || 60)

it(`${count} kills of managers and engines while wishes change: all as wanted within a minute, no server twice, nothing left over`, async () => {
  const { wrong, ...figures } = await killManagersAndEngines(count)
  figure('kills while instances are started, stopped, restarted, resized and deleted', JSON.stringify(figures))
  expect(wrong).toEqual([])
}, 2_400_000)
