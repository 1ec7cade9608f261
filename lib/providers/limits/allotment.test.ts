import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Allotments, type Wanted } from './allotment'
import type { Return } from './returns'
import { aheadMs, sizeOf, weightOf } from './states'
import type { LimitRule } from './types'

const minute = (cost = 1, limit = 10_000): LimitRule => ({ kind: 'rate', key: 'a', limit, cost, periodSeconds: 60 })
const hour = (cost = 1, limit = 10_000): LimitRule => ({ kind: 'window', key: 'b', limit, cost, periodSeconds: 3_600 })
const slots = (cost = 1, limit = 1_000): LimitRule => ({ kind: 'slots', key: 'c', limit, cost })

/** Counts as both stores do, in microseconds; all in one server. */
class Store {
  readonly levels = new Map<string, { level: number; at: number }>()

  levelOf(rule: LimitRule, now: number): number {
    const { level, at } = this.levels.get(rule.key) ?? { level: 0, at: now }
    if (rule.kind === 'rate') return Math.max(0, level - sizeOf(rule) * (now - at))
    return rule.kind === 'window' && begin(at) !== begin(now) ? 0 : level
  }

  give({ rule, from, amount }: Return, now: number): void {
    if (rule.kind === 'rate') throw new Error('units of a minute are never given back')
    if (rule.kind === 'window' && from !== String(begin(now))) return
    const level = this.levelOf(rule, now)
    if (amount > level) throw new Error('more goes back than was taken')
    this.levels.set(rule.key, { level: level - amount, at: now })
  }

  take(rules: readonly LimitRule[], now: number): { fits: boolean[]; levels: number[] } {
    const fits = rules.map((rule) => rule.cost === 0 || this.levelOf(rule, now) + rule.cost * weightOf(rule) <= sizeOf(rule) * weightOf(rule))
    const isTaken = fits.every(Boolean)
    const levels = rules.map((rule) => this.levelOf(rule, now) + (isTaken ? rule.cost * weightOf(rule) : 0))
    if (isTaken) rules.forEach((rule, i) => this.levels.set(rule.key, { level: levels[i] ?? 0, at: now }))
    return { fits, levels }
  }
}
const hourMicros = 3_600_000_000
const begin = (now: number): number => now - (now % hourMicros)

/** So that an hour ends in the middle of it. */
const startMicros = 1_000 * hourMicros - 1_500_000

type Admitted = { atMs: number; cost: number; isHere: boolean }

/** Some processes and their store, at moments of our choice. */
class World {
  readonly store = new Store()
  readonly processes: Allotments[]
  readonly admitted: Admitted[] = []
  private readonly events: { atMs: number; run: () => void }[] = []
  nowMs = 0

  constructor(count: number) {
    this.processes = Array.from({ length: count }, () => new Allotments())
  }

  get micros(): number { return startMicros + Math.round(this.nowMs * 1_000) }

  at(atMs: number, run: () => void): void {
    this.events.push({ atMs, run })
  }

  /** Does what is due until then, in its order. */
  until(atMs: number): void {
    for (;;) {
      const next = this.events.reduce<number>((found, one, i) => (one.atMs <= atMs && one.atMs < (this.events[found]?.atMs ?? Infinity) ? i : found), -1)
      const [event] = next < 0 ? [] : this.events.splice(next, 1)
      if (!event) break
      this.nowMs = Math.max(this.nowMs, event.atMs)
      event.run()
    }
    this.nowMs = Math.max(this.nowMs, atMs)
  }

  /** @param lates how long the way to the store takes, and the way back */
  ask(process: number, groups: readonly LimitRule[][], [there, back]: readonly [number, number]): void {
    const ahead = this.processes[process] as Allotments
    const others = groups.filter((rules) => {
      const isHere = ahead.take(rules, this.nowMs) !== undefined
      if (isHere) this.admitted.push({ atMs: this.nowMs, cost: rules[0]?.cost ?? 0, isHere })
      return !isHere
    })
    const sentMs = this.nowMs
    const wanted = others.length > 0 ? ahead.wants(sentMs) : undefined
    if (others.length > 0) this.at(sentMs + there, () => this.arrive(ahead, others, wanted, sentMs, back))
  }

  private arrive(ahead: Allotments, groups: readonly LimitRule[][], wanted: Wanted | undefined, sentMs: number, back: number): void {
    for (const rules of groups) if (this.store.take(rules, this.micros).fits.every(Boolean)) this.admitted.push({ atMs: this.nowMs, cost: rules[0]?.cost ?? 0, isHere: false })
    if (!wanted) return
    const answer = { ...this.store.take(wanted.rules, this.micros), nowMicros: this.micros, sentMs }
    this.at(this.nowMs + back, () => this.give(ahead.answered(wanted, answer)))
  }

  give(returns: readonly Return[]): void {
    for (const one of returns) this.store.give(one, this.micros)
  }

  get count(): number { return this.admitted.reduce((sum, { cost }) => sum + cost, 0) }
}

/** Asks so often that each process takes units ahead. */
function warm(world: World, rules: readonly LimitRule[], each = 8): void {
  for (let round = 0; round < 50; round++) {
    for (const process of world.processes.keys()) world.ask(process, Array.from({ length: each }, () => [...rules]), [1, 1])
    world.until(world.nowMs + 10)
  }
}

/** Whether no interval of any length has more than limit × (1 + length / minute). */
function isWithin(limit: number, admitted: readonly Admitted[]): boolean {
  let [level, at] = [0, 0]
  return [...admitted].sort((a, b) => a.atMs - b.atMs).every(({ atMs, cost }) => {
    level = Math.max(0, level - (limit * (atMs - at)) / 60_000) + cost
    at = atMs
    return level <= limit + 1e-6
  })
}

const someone = fc.record({ process: fc.nat(2), waitMs: fc.integer({ min: 0, max: 25 }), count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 500, max: 3_000 })), there: fc.integer({ min: 0, max: 150 }), back: fc.integer({ min: 0, max: 150 }), tidies: fc.boolean() })

describe('what is taken ahead', () => {
  it('lets no interval have more than its minute, nor an hour more than its size, and loses nothing of an hour, whoever asks when', () => {
    fc.assert(fc.property(fc.array(someone, { minLength: 40, maxLength: 120 }), fc.boolean(), (asked, isMinute) => {
      const [world, rule] = [new World(3), isMinute ? minute() : hour()]
      warm(world, [rule])
      for (const { process, waitMs, count, there, back, tidies } of asked) {
        world.until(world.nowMs + waitMs)
        if (tidies) world.give((world.processes[process] as Allotments).tidy(world.nowMs))
        world.ask(process, Array.from({ length: count }, () => [rule]), [there, back])
      }
      world.until(world.nowMs + 1_000)
      if (isMinute) expect(isWithin(rule.limit, world.admitted)).toBe(true)
      else {
        const endMs = (begin(startMicros) + hourMicros - startMicros) / 1_000
        const [before, after] = [world.admitted.filter(({ atMs }) => atMs < endMs), world.admitted.filter(({ atMs }) => atMs >= endMs)]
        expect([before.length <= rule.limit, after.length <= rule.limit]).toEqual([true, true])
        for (const ahead of world.processes) world.give(ahead.clear(world.nowMs))
        expect(world.store.levelOf(rule, world.micros)).toBe(world.micros - startMicros < 1_500_000 ? before.length : after.length)
      }
    }), { numRuns: 20 })
  })

  it('is handed out, and keeps the bound where all of it is at the last moment and the rest of the limit at once', () => {
    const [world, rule] = [new World(10), minute()]
    warm(world, [rule], 1)
    expect(world.admitted.filter(({ isHere }) => isHere).length).toBeGreaterThan(100)
    world.until(world.nowMs + aheadMs - 12)
    for (const process of world.processes.keys()) world.ask(process, Array.from({ length: rule.limit }, () => [rule]), [0, 0])
    world.until(world.nowMs)
    expect(isWithin(rule.limit, world.admitted)).toBe(true)
    expect(world.count).toBeGreaterThan(rule.limit * 0.99)
  })

  it('is charged under all of a request\'s limits, or none', () => {
    const [world, wide, tight] = [new World(1), hour(), minute(1, 12_000)]
    warm(world, [wide, tight])
    const [ahead] = world.processes as [Allotments]
    const [here, there] = [world.admitted.filter(({ isHere }) => isHere).length, world.store.levelOf(wide, world.micros)]
    expect(here).toBeGreaterThan(0)
    while (ahead.take([wide, tight], world.nowMs)) world.admitted.push({ atMs: world.nowMs, cost: 1, isHere: true })
    world.give(ahead.clear(world.nowMs))
    expect(world.count).toBe(world.store.levelOf(wide, world.micros))
    expect(there).toBeGreaterThanOrEqual(world.count)
  })

  it('serves nobody once it is old, or the limit is another, or the store answered nothing', () => {
    for (const change of [(ahead: Allotments, now: number) => ahead.take([hour()], now + aheadMs), (ahead: Allotments, now: number) => ahead.take([hour(1, 20_000)], now), (ahead: Allotments, now: number) => { ahead.clear(now); return ahead.take([hour()], now) }]) {
      const world = new World(1)
      warm(world, [hour()])
      const [ahead] = world.processes as [Allotments]
      expect(change(ahead, world.nowMs)).toBe(undefined)
    }
    const world = new World(1)
    warm(world, [hour()])
    expect((world.processes[0] as Allotments).take([hour()], world.nowMs)).toBeDefined()
  })

  it('is nothing of small limits, and nothing where few ask', () => {
    for (const [rule, each] of [[hour(1, 9_999), 8], [minute(1, 9_999), 8], [slots(1, 999), 8], [hour(3), 8]] as const) {
      const world = new World(1)
      warm(world, [rule], each)
      expect(world.admitted.some(({ isHere }) => isHere)).toBe(false)
    }
    const world = new World(1)
    for (let i = 0; i < 30; i++) {
      world.ask(0, [[hour()]], [1, 1])
      world.until(world.nowMs + 40)
    }
    expect(world.admitted.some(({ isHere }) => isHere)).toBe(false)
  })

  it('hands a slot from one request to the next while it counts, and gives back what nobody needs', () => {
    const [ahead, store, rule] = [new Allotments(), new Store(), slots()]
    let nowMs = 0
    const toStore = (): void => {
      const wanted = ahead.wants(nowMs)
      store.take([rule], 0)
      ahead.keptAlive(rule.key, 'me', nowMs + 30_000)
      if (wanted) ahead.answered(wanted, { ...store.take(wanted.rules, 0), nowMicros: 0, sentMs: nowMs })
    }
    let running = 0
    for (let i = 0; i < 100; i++, nowMs += 10) {
      for (let j = 0; j < 3; j++, running++) if (!ahead.take([rule], nowMs)) toStore()
      for (; running > 0; running--) if (!ahead.keepSlots(rule, 'me', nowMs)) store.give({ rule, from: 'me', amount: 1 }, 0)
    }
    const kept = ahead.slotsKept()
    expect([kept, store.levelOf(rule, 0) > 0, store.levelOf(rule, 0) < 20]).toEqual([[{ key: 'c', holder: 'me' }], true, true])
    expect(ahead.take([rule], nowMs - 10)).toBeDefined()
    expect(ahead.keepSlots(rule, 'other', nowMs - 10)).toBe(false)
    expect(ahead.keepSlots(rule, 'me', nowMs - 10)).toBe(true)
    for (let i = 0; i < 5; i++, nowMs += 110) for (const one of ahead.tidy(nowMs)) store.give(one, 0)
    expect([store.levelOf(rule, 0), ahead.isEmpty]).toEqual([0, true])
  })
})
