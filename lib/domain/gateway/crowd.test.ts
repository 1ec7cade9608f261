import { expect, it } from 'vitest'
import type { LimitRule } from '@/lib/providers/limits/types'
import { Crowd } from './crowd'

const rule = (key: string): LimitRule => ({ kind: 'slots', key, limit: 1, cost: 1 })

it('suspects all limits of what was refused together until each is heard of, and believes a refusal for a second', () => {
  const [crowd, full, wide, other] = [new Crowd(), rule('full'), rule('wide'), rule('other')]
  const isCrowded = (now: number): boolean[] => [full, wide, other].map((one) => crowd.has([one], now))
  crowd.suspect([[full, wide]], 0)
  expect(isCrowded(1)).toEqual([true, true, false])
  crowd.heard([[wide], [full, wide]], [true, false, true], 10)
  expect(isCrowded(11)).toEqual([true, false, false])
  crowd.suspect([[full, other]], 20)
  crowd.heard([[full, other]], [true, true], 30) // one more fitted: that it is nearly full is believed all the same
  expect([isCrowded(1_009), isCrowded(1_011)]).toEqual([[true, false, false], [false, false, false]])
})
