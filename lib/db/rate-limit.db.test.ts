import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { returnRateLimits, takeRateLimits } from './rate-limit'

const key = (): string => `test:${newId('test')}`
const hour = 3_600
const days = 2 * 86_400 // so slow that nothing comes back while a test runs

describe('rate limits', () => {
  it.each([1, 7, 50])('admit exactly %i of many that come at once', async (limit) => {
    const rule = { key: key(), limit, periodSeconds: hour }
    const verdicts = await Promise.all(Array.from({ length: limit + 40 }, () => takeRateLimits([rule])))
    expect(verdicts.filter((verdict) => verdict.ok)).toHaveLength(limit)
  })

  it('charge no rule when one refuses', async () => {
    const [narrow, wide] = [{ key: key(), limit: 1, periodSeconds: hour }, { key: key(), limit: 10, periodSeconds: hour }]
    await takeRateLimits([narrow])
    const refused = await takeRateLimits([wide, narrow])
    expect(refused).toMatchObject({ ok: false, refusedBy: 1 })
    expect((await takeRateLimits([{ ...wide, cost: 10 }])).ok).toBe(true)
  })

  it('admit exactly the limit in one burst, also where it does not divide the period', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 7_000 }), async (limit) => {
      const rule = { key: key(), limit, periodSeconds: days }
      expect((await takeRateLimits([{ ...rule, cost: limit }])).ok).toBe(true)
      expect((await takeRateLimits([rule])).ok).toBe(false)
    }), { numRuns: 20 })
  })

  it('say how many are left and when to come back', async () => {
    const rule = { key: key(), limit: 2, periodSeconds: days }
    expect(await takeRateLimits([rule])).toMatchObject({ ok: true, states: [{ limit: 2, remaining: 1 }] })
    expect(await takeRateLimits([rule])).toMatchObject({ ok: true, states: [{ remaining: 0 }] })
    const refused = await takeRateLimits([rule])
    expect(refused.ok).toBe(false)
    if (!refused.ok) expect(refused.retryAfterSeconds).toBeGreaterThan(days / 2 - hour)
    if (!refused.ok) expect(refused.retryAfterSeconds).toBeLessThanOrEqual(days / 2)
  })

  it('take back what was not used', async () => {
    const rule = { key: key(), limit: 100, periodSeconds: hour }
    await takeRateLimits([{ ...rule, cost: 100 }])
    await returnRateLimits([{ ...rule, cost: 60 }])
    expect((await takeRateLimits([{ ...rule, cost: 60 }])).ok).toBe(true)
    expect((await takeRateLimits([rule])).ok).toBe(false)
  })

  it('never let two callers wait for each other for ever', async () => {
    const [a, b] = [{ key: key(), limit: 1000, periodSeconds: hour }, { key: key(), limit: 1000, periodSeconds: hour }]
    const verdicts = await Promise.all(Array.from({ length: 40 }, (_, i) => takeRateLimits(i % 2 ? [a, b] : [b, a])))
    expect(verdicts.every((verdict) => verdict.ok)).toBe(true)
  })
})
