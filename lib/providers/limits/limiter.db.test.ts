import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { patienceMs, startRedis, type TestRedis } from '@/lib/testing/redis-server'
import { Limiter, type Taken } from './limiter'
import { postgresLimits } from './postgres'
import { redisLimits } from './redis'
import type { Cell, LimitRule, LimitStore } from './types'

let redis: TestRedis
beforeAll(async () => { redis = await startRedis() })
beforeEach(awayFromHourEnd)
afterAll(() => redis.stop())

const key = (): string => newId('test')
const slow = 2 * 86_400 // so that nothing comes back while a test runs
const rate = (limit: number, over: Partial<LimitRule> = {}): LimitRule => ({ kind: 'rate', key: key(), limit, periodSeconds: slow, cost: 1, ...over }) as LimitRule
const slots = (limit: number): LimitRule => ({ kind: 'slots', key: key(), limit, cost: 1 })
const day = (limit: number): LimitRule => ({ kind: 'window', key: key(), limit, periodSeconds: 86_400, cost: 1 })
const hour = (limit: number): LimitRule => ({ ...day(limit), periodSeconds: 3_600 }) as LimitRule
const hourMicros = 3_600_000_000
const admitted = (all: Taken[]): Taken[] => all.filter(({ ok }) => ok)

const stores: [LimitStore['name'], () => LimitStore][] = [['postgres', postgresLimits], ['redis', () => redisLimits(redis.url, patienceMs)]]

describe.each(stores)('limits in %s', (_name, open) => {
  const opened: Limiter[] = []
  /** Each stands for a process of its own. */
  const process = (longestMs?: number): Limiter => {
    const limiter = new Limiter(open(), longestMs)
    opened.push(limiter)
    return limiter
  }
  afterAll(() => Promise.all(opened.map((limiter) => limiter.close())))

  it.each([['rate', rate], ['window', day], ['slots', slots]] as const)('a %s admits exactly its size of many that come at once over four processes', async (_kind, ruleOf) => {
    for (const limit of [1, 7, 50]) {
      const [rule, processes] = [ruleOf(limit), [process(), process(), process(), process()]]
      const all = await Promise.all(Array.from({ length: limit + 80 }, (_, i) => processes[i % 4]?.take([rule])))
      expect(admitted(all.flatMap((one) => one ?? []))).toHaveLength(limit)
    }
  })

  it('charge no rule when one refuses, and say which', async () => {
    const [limiter, narrow, wide, slot] = [process(), rate(1), rate(10), slots(10)]
    await limiter.take([narrow])
    expect(await limiter.take([wide, narrow, slot])).toMatchObject({ ok: false, refusedBy: 1, states: [{ remaining: 10 }, { remaining: 0 }, { remaining: 10 }] })
    expect(await limiter.take([{ ...wide, cost: 10 }])).toMatchObject({ ok: true })
  })

  it('admit exactly the limit in one burst, also where it does not divide the period', async () => {
    const limiter = process()
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 7_000 }), async (limit) => {
      const rule = rate(limit)
      expect((await limiter.take([{ ...rule, cost: limit }])).ok).toBe(true)
      expect((await limiter.take([rule])).ok).toBe(false)
    }), { numRuns: 20 })
  })

  it('say how many are left, when all are there again and when to come back', async () => {
    const [limiter, rule] = [process(), rate(2)]
    expect(await limiter.take([rule])).toMatchObject({ ok: true, states: [{ limit: 2, remaining: 1 }] })
    expect(await limiter.take([rule])).toMatchObject({ ok: true, states: [{ remaining: 0 }] })
    const refused = await limiter.take([rule])
    expect(refused.ok).toBe(false)
    expect(refused.states[0]?.retrySeconds).toBeGreaterThan(slow / 2 - 3_600)
    expect(refused.states[0]?.retrySeconds).toBeLessThanOrEqual(slow / 2)
    expect(refused.states[0]?.resetSeconds).toBeLessThanOrEqual(slow)
  })

  it('tell each of many that come at once what is left after it, and refuse only those there is no room for', async () => {
    const [limiter, wide, narrow] = [process(), rate(1_000), rate(2)]
    const all = await Promise.all(Array.from({ length: 5 }, (_, i) => limiter.take(i % 2 ? [wide] : [wide, narrow])))
    expect(all.map(({ ok, states: [state] }) => [ok, state?.remaining])).toEqual([[true, 999], [true, 998], [true, 997], [true, 996], [false, 996]])
    const more = await Promise.all(Array.from({ length: 3 }, () => limiter.take([wide])))
    expect(more.map(({ states: [state] }) => state?.remaining)).toEqual([995, 994, 993])
  })

  it('reset a day at the next UTC midnight', async () => {
    const [limiter, rule] = [process(), day(1)]
    await limiter.take([rule])
    const refused = await limiter.take([rule])
    const midnight = 86_400 - (Date.now() / 1000) % 86_400
    expect(refused.ok).toBe(false)
    expect(Math.abs((refused.states[0]?.retrySeconds ?? 0) - midnight) % 86_400).toBeLessThan(60)
  })

  it('take back what was reserved and not used, once', async () => {
    const [limiter, rule] = [process(), rate(100, { isReserved: true, cost: 100 } as Partial<LimitRule>)]
    const { lease } = await limiter.take([rule])
    limiter.giveBack(lease, 60)
    limiter.giveBack(lease, 60)
    expect((await limiter.take([{ ...rule, cost: 60 }])).ok).toBe(true)
    expect((await limiter.take([{ ...rule, cost: 1 }])).ok).toBe(false)
  })

  it('free a slot before the next one is asked for, also under load', async () => {
    const [limiter, rule] = [process(), slots(3)]
    for (let i = 0; i < 20; i++) {
      const all = await Promise.all([limiter.take([rule]), limiter.take([rule]), limiter.take([rule]), limiter.take([rule])])
      expect(admitted(all)).toHaveLength(3)
      for (const { lease } of all) limiter.giveBack(lease, 0)
    }
  })

  it('free a slot whose request never ended after its longest life', async () => {
    const [limiter, rule] = [process(0), slots(1)]
    await limiter.take([rule])
    expect((await limiter.take([rule])).ok).toBe(false)
    limiter.renew()
    expect((await limiter.take([rule])).ok).toBe(true)
  })

  it('count the slots of a process that does not renew them only until they expire', async () => {
    const [store, rule] = [open(), slots(1)]
    const batch = (holder: string, leaseMs: number) => store.run({ holder, leaseMs, cells: [{ key: rule.key, kind: 'slots', size: 1, periodMicros: 0, returned: 0, returnedFrom: '' }], renewed: [], groups: [[{ cell: 0, cost: 1 }]] })
    expect((await batch('killed', 1)).fits).toEqual([true])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await batch('other', 60_000)).fits).toEqual([true])
    expect((await batch('third', 60_000)).fits).toEqual([false])
    await store.close()
  })

  it('keep the slots of a process that renews them', async () => {
    const [store, shortMs] = [open(), 300]
    const cellsOf = (rule: LimitRule) => [{ key: rule.key, kind: 'slots' as const, size: 1, periodMicros: 0, returned: 0, returnedFrom: '' }]
    /** Takes a slot for a moment and renews it; false where that took too long, so that it was none any more. */
    const renewed = async (rule: LimitRule): Promise<boolean> => {
      const began = performance.now()
      await store.run({ holder: 'alive', leaseMs: shortMs, cells: cellsOf(rule), renewed: [], groups: [[{ cell: 0, cost: 1 }]] })
      await store.run({ holder: 'alive', leaseMs: 600_000, cells: [], renewed: [{ key: rule.key, holder: 'alive' }], groups: [] })
      return performance.now() - began < shortMs
    }
    let rule = slots(1)
    while (!(await renewed(rule))) rule = slots(1)
    const cells = cellsOf(rule)
    await new Promise((resolve) => setTimeout(resolve, shortMs + 20))
    expect((await store.run({ holder: 'other', leaseMs: 1_000, cells, renewed: [], groups: [[{ cell: 0, cost: 1 }]] })).fits).toEqual([false])
    await store.close()
  })

  it('take back what was taken of an hour only while it is that hour, and never more than all of it', async () => {
    const [store, rule] = [open(), hour(10)]
    const run = (over: Partial<Cell>, cost: number) =>
      store.run({ holder: 'one', leaseMs: 1_000, cells: [{ key: rule.key, kind: 'window', size: 10, periodMicros: hourMicros, returned: 0, returnedFrom: '', ...over }], renewed: [], groups: [[{ cell: 0, cost }]] })
    const { nowMicros } = await run({}, 6)
    const begin = nowMicros - (nowMicros % hourMicros)
    expect((await run({ returned: 4, returnedFrom: String(begin - hourMicros) }, 0)).levels).toEqual([6])
    expect((await run({ returned: 4, returnedFrom: String(begin) }, 3)).levels).toEqual([5])
    expect((await run({ returned: 9, returnedFrom: String(begin) }, 10))).toMatchObject({ fits: [true], levels: [10] })
    expect((await run({ returned: 2, returnedFrom: String(begin) }, 3))).toMatchObject({ fits: [false], levels: [8] })
    await store.close()
  })

  it('never let two processes wait for each other for ever', async () => {
    const [a, b, one, other] = [rate(1_000), rate(1_000), process(), process()]
    const all = await Promise.all(Array.from({ length: 80 }, (_, i) => (i % 2 ? one.take([a, b]) : other.take([b, a]))))
    expect(admitted(all)).toHaveLength(80)
  })

  it('take a limit that was lowered far at its word, and let through again once it has drained', async () => {
    const [limiter, rule] = [process(), rate(1_000_000, { periodSeconds: 1 } as Partial<LimitRule>)]
    await limiter.take([{ ...rule, cost: 1_000_000 }])
    const lowered = { ...rule, limit: 500_000 }
    await expect.poll(async () => (await limiter.take([lowered])).ok, { timeout: 60_000, interval: 100 }).toBe(true)
  })
})

describe('limits in a store of their own', () => {
  it('are as if nothing had been taken once that is undone, but nothing goes back into a later hour', async () => {
    const [limiter, rules] = [new Limiter(redisLimits(redis.url, patienceMs)), [rate(10), day(10), slots(10)]]
    const left = async (): Promise<number[]> => (await limiter.take(rules.map((rule) => ({ ...rule, cost: 0 })))).states.map(({ remaining }) => remaining)
    const [one, other, early] = [await limiter.take(rules), await limiter.take(rules), await limiter.take(rules)]
    limiter.undo(one.lease)
    limiter.undo(one.lease)
    expect(await left()).toEqual([8, 8, 8])
    limiter.undo({ ...early.lease, takenMicros: early.lease.takenMicros - 86_400_000_000 })
    limiter.undo(other.lease)
    await limiter.settled()
    expect(await left()).toEqual([10, 9, 10])
    await limiter.close()
  })
})

describe('a store that is down', () => {
  it('lets nobody through, and counts on when it is back', async () => {
    const own = await startRedis()
    const [limiter, rule] = [new Limiter(redisLimits(own.url, patienceMs)), slots(1)]
    expect((await limiter.take([rule])).ok).toBe(true)
    await own.stop()
    await expect(limiter.take([rule])).rejects.toThrow()
    await own.start()
    await expect.poll(() => limiter.take([rule]).then(({ ok }) => ok, () => null), { timeout: 60_000, interval: 50 }).toBe(true)
    expect((await limiter.take([rule])).ok).toBe(false)
    await limiter.close()
    await own.stop()
  })
})
