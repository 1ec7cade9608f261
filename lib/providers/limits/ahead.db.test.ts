import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { patienceMs, startRedis, type TestRedis } from '@/lib/testing/redis-server'
import { Limiter, type Taken } from './limiter'
import { postgresLimits } from './postgres'
import { redisLimits } from './redis'
import { sizeOf } from './states'
import type { LimitRule, LimitStore } from './types'

let redis: TestRedis
beforeAll(async () => { redis = await startRedis() })
beforeEach(awayFromHourEnd)
afterAll(() => redis.stop())

const key = (): string => newId('test')
const slow = 2 * 86_400 // so that nothing comes back while a test runs
const rate = (limit: number): LimitRule => ({ kind: 'rate', key: key(), limit, periodSeconds: slow, cost: 1 })
const day = (limit: number): LimitRule => ({ kind: 'window', key: key(), limit, periodSeconds: 86_400, cost: 1 })
const slots = (limit: number): LimitRule => ({ kind: 'slots', key: key(), limit, cost: 1 })

const stores: [LimitStore['name'], () => LimitStore][] = [['postgres', postgresLimits], ['redis', () => redisLimits(redis.url, patienceMs)]]

/** A process whose clock goes as the test says: how fast the machine is does not decide what it takes ahead. */
class Process {
  nowMs = 0
  here = 0
  readonly limiter: Limiter

  constructor(open: () => LimitStore) {
    this.limiter = new Limiter(open(), 900_000, () => this.nowMs)
  }

  /** Many at once, as the gateway asks: what is not taken ahead goes to the store together. */
  async ask(count: number, rules: readonly LimitRule[]): Promise<Taken[]> {
    this.nowMs += 10
    const taken: Taken[] = []
    while (taken.length < count) {
      const ahead = this.limiter.takeAhead(rules)
      if (!ahead) break
      taken.push(ahead)
    }
    this.here += taken.length
    return [...taken, ...await this.limiter.takeNow(Array.from({ length: count - taken.length }, () => rules))]
  }
}

describe.each(stores)('limits in %s of which units are taken ahead', (_name, open) => {
  const fourProcesses = (): Process[] => Array.from({ length: 4 }, () => new Process(open))
  const levelOf = async (rule: LimitRule): Promise<number> => {
    const limiter = new Limiter(open())
    const { states: [state] } = await limiter.take([{ ...rule, cost: 0 }])
    await limiter.close()
    return sizeOf(rule) - (state?.remaining ?? 0)
  }

  it.each([['rate', rate], ['window', day]] as const)('a %s admits none above its size and hardly one less over four processes, and all that was not used comes back', async (kind, ruleOf) => {
    const [rule, processes] = [ruleOf(40_000), fourProcesses()]
    let [admitted, refused] = [0, 0]
    for (let round = 0; round < 400 && refused < 4; round++) {
      const count = admitted < 4_000 ? 10 : 400
      const all = await Promise.all(processes.map((one) => one.ask(count, [rule])))
      admitted += all.flat().filter(({ ok }) => ok).length
      refused = all.filter((taken) => taken.some(({ ok }) => !ok)).length
    }
    await Promise.all(processes.map(({ limiter }) => limiter.close()))
    const last = new Process(open)
    admitted += (await last.ask(400, [rule])).filter(({ ok }) => ok).length
    await last.limiter.close()
    expect(processes.map(({ here }) => here > 50)).toEqual([true, true, true, true])
    expect(admitted).toBeLessThanOrEqual(sizeOf(rule))
    expect(admitted).toBeGreaterThanOrEqual(kind === 'window' ? sizeOf(rule) : sizeOf(rule) * 0.99)
  })

  it('slots go from one request to the next without the store, none above their number at the same time, and all are free in the end', async () => {
    const [rule, processes] = [slots(1_000), fourProcesses()]
    for (let round = 0; round < 40; round++) {
      const all = await Promise.all(processes.map((one) => one.ask(8, [rule])))
      all.forEach((taken, i) => { for (const { lease } of taken) processes[i]?.limiter.giveBack(lease, 0) })
    }
    expect(processes.map(({ here }) => here > 50)).toEqual([true, true, true, true])
    let running = 0
    await expect.poll(async () => {
      const all = await Promise.all(processes.map((one) => one.ask(100, [rule])))
      return running += all.flat().filter(({ ok }) => ok).length
    }, { timeout: 60_000, interval: 10 }).toBeGreaterThanOrEqual(1_000) // what another process keeps goes back by itself
    expect(running).toBe(1_000)
    await Promise.all(processes.map(({ limiter }) => limiter.close()))
  })

  it('are charged together with the others of a request, and an undone request leaves nothing behind', async () => {
    const [rules, [one]] = [[day(20_000), slots(1_000)], [new Process(open)]]
    for (let round = 0; round < 60; round++) for (const { lease } of await one.ask(8, rules)) one.limiter.undo(lease)
    expect(one.here).toBeGreaterThan(50)
    await one.limiter.close()
    expect(await Promise.all(rules.map(levelOf))).toEqual([0, 0])
  })

  it('that become smaller serve nobody by what was taken of the larger one', async () => {
    const [wide, one] = [day(20_000), new Process(open)]
    let admitted = 0
    for (let round = 0; round < 60; round++) admitted += (await one.ask(8, [wide])).length
    expect(one.here).toBeGreaterThan(50)
    const taken = await one.ask(8, [{ ...wide, limit: 10 }])
    expect(taken.filter(({ ok }) => ok)).toEqual([])
    await one.limiter.close()
    expect(await levelOf(wide)).toBe(admitted)
  })
})
