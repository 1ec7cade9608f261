import { describe, expect, it } from 'vitest'
import { days, plus } from '@/lib/kernel/clock'
import { caseStep, nextRetry, scheduleFrom } from './schedule'

const since = new Date('2026-03-01T10:00:00Z')
const at = (day: number) => plus(since, days(day))

describe('the schedule of an unpaid invoice', () => {
  it('tries after 2, 7, 14 and 21 days, suspends at 21 and ends at 51', () => {
    expect(scheduleFrom(since)).toEqual({ retries: [at(2), at(7), at(14), at(21)], suspendAt: at(21), deleteAt: at(51) })
    expect([0, 1, 2, 3, 4].map((step) => nextRetry(since, step, since))).toEqual([at(2), at(7), at(14), at(21), null])
    expect(nextRetry(since, 1, at(15))).toEqual(at(21))
  })

  it('does one thing at a time, the last try before the suspension', () => {
    const open = { state: 'open', nextRetryAt: at(21), suspendAt: at(21), deleteAt: at(51) }
    expect(caseStep(open, at(20))).toBe('nothing')
    expect(caseStep(open, at(21))).toBe('retry')
    expect(caseStep({ ...open, nextRetryAt: null }, at(21))).toBe('suspend')
    expect(caseStep({ ...open, state: 'suspended', nextRetryAt: null }, at(50))).toBe('nothing')
    expect(caseStep({ ...open, state: 'suspended', nextRetryAt: null }, at(51))).toBe('end')
    for (const state of ['recovered', 'ended']) expect(caseStep({ ...open, state }, at(60))).toBe('nothing')
  })
})
