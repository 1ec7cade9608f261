import { afterEach, expect, it, vi } from 'vitest'
import { Limiter, type Taken } from './limiter'
import type { BatchAnswer, LimitBatch, LimitRule, LimitStore } from './types'

afterEach(() => { vi.useRealTimers() })

const hourMs = 3_600_000
/** A moment before an hour ends. */
const startMs = 500_000 * hourMs - 4_000

/** The same numbers in every run. */
function dice(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

/** Counts as Redis does: slots that nobody renewed are gone as soon as somebody else looks. */
class Store {
  private readonly slots = new Map<string, { used: number; untilMs: number }>()
  private window = { level: 0, hour: 0 }
  /** Times that more went back than had been taken. */
  excess = 0

  slotsFor(holder: string): number {
    return [...this.slots].reduce((sum, [name, { used, untilMs }]) => (name === holder || untilMs > Date.now() ? sum + used : sum), 0)
  }

  windowOf(hour: number): number {
    return this.window.hour === hour ? this.window.level : 0
  }

  private back(level: number, amount: number): number {
    if (amount > level) this.excess += 1
    return Math.max(0, level - amount)
  }

  private read({ kind, returned, returnedFrom }: LimitBatch['cells'][number], holder: string): number {
    if (kind === 'window') {
      const hour = Math.floor(Date.now() / hourMs)
      return returned > 0 && returnedFrom === String(hour * hourMs * 1_000) ? this.back(this.windowOf(hour), returned) : this.windowOf(hour)
    }
    for (const [name, { untilMs }] of this.slots) if (untilMs <= Date.now() && name !== holder) this.slots.delete(name)
    const giver = this.slots.get(returnedFrom)
    if (giver) giver.used = this.back(giver.used, returned)
    return this.slotsFor(holder)
  }

  run({ cells, groups, holder, leaseMs, renewed }: LimitBatch): BatchAnswer {
    const [levels, fits, answered]: [number[], boolean[], number[]] = [cells.map((cell) => this.read(cell, holder)), [], []]
    const before = [...levels]
    for (const group of groups) {
      const fit = group.map(({ cell, cost }) => cost === 0 || (levels[cell] ?? 0) + cost <= (cells[cell]?.size ?? 0))
      if (fit.every(Boolean)) for (const { cell, cost } of group) levels[cell] = (levels[cell] ?? 0) + cost
      fits.push(...fit)
      answered.push(...group.map(({ cell }) => levels[cell] ?? 0))
    }
    const untilMs = Date.now() + leaseMs
    for (const [i, { kind }] of cells.entries()) {
      const [level, taken] = [levels[i] ?? 0, (levels[i] ?? 0) - (before[i] ?? 0)]
      if (kind === 'window') this.window = { level, hour: Math.floor(Date.now() / hourMs) }
      else if (taken > 0) this.slots.set(holder, { used: (this.slots.get(holder)?.used ?? 0) + taken, untilMs })
    }
    for (const one of renewed) {
      const found = this.slots.get(one.holder)
      if (found) found.untilMs = untilMs
    }
    return { nowMicros: Date.now() * 1_000, fits, levels: answered }
  }
}

const windowRule = (limit: number): LimitRule => ({ kind: 'window', key: 'w', limit: limit * 100, cost: 1, periodSeconds: 3_600 })
const slotRule = (limit: number): LimitRule => ({ kind: 'slots', key: 's', limit, cost: 1 })
const nobody: LimitBatch = { holder: 'nobody', leaseMs: 1, cells: [{ key: 's', kind: 'slots', size: 1, periodMicros: 0, returned: 0, returnedFrom: '' }], renewed: [], groups: [] }

type Trouble = { fails: boolean; stalls: boolean }
/** `isCounted`: not where its process stood still while it ran: its slot may be another's since. */
type Running = { limiter: Limiter; taken: Taken; isCounted: boolean }

/** Two processes and their store for some seconds, in which the hour ends and limits change; each step says what runs, and what the store counts. */
class World {
  readonly store = new Store()
  readonly used = new Map<number, number>()
  readonly running = new Set<Running>()
  ahead = 0
  private limit = 5_000
  private readonly limiters: Limiter[]

  constructor(private readonly roll: (most: number) => number, private readonly trouble: Trouble) {
    this.limiters = [0, 1].map(() => new Limiter({ name: 'redis', close: async () => undefined, run: (batch) => this.ask(batch) } satisfies LimitStore, 900_000, () => Date.now()))
  }

  /** Now and then the store does nothing, or does it and nobody hears. */
  private async ask(batch: LimitBatch): Promise<BatchAnswer> {
    const failure = this.trouble.fails && this.roll(40) === 0 ? 1 + this.roll(2) : 0
    if (failure === 1) throw new Error('away')
    const answer = this.store.run(batch)
    if (failure === 2) throw new Error('broke off')
    return answer
  }

  private note(hour: number, count: number): void {
    this.used.set(hour, (this.used.get(hour) ?? 0) + count)
  }

  private begin(limiter: Limiter, taken: Taken): void {
    this.running.add({ limiter, taken, isCounted: true })
    this.note(Math.floor(Date.now() / hourMs), 1)
  }

  private async request(limiter: Limiter, count: number): Promise<void> {
    const rules = [windowRule(this.limit), slotRule(this.limit)]
    const groups: LimitRule[][] = []
    for (let i = 0; i < count; i++) {
      const taken = limiter.takeAhead(rules)
      if (taken) this.begin(limiter, taken)
      else groups.push(rules)
      if (taken) this.ahead += 1
    }
    if (groups.length === 0) return
    for (const taken of await limiter.takeNow(groups).catch(() => [])) if (taken.ok) this.begin(limiter, taken)
  }

  private end(one: Running): void {
    this.running.delete(one)
    if (this.roll(20) > 0) return one.limiter.giveBack(one.taken.lease, 0)
    one.limiter.undo(one.taken.lease)
    this.note(Math.floor(one.taken.lease.takenMicros / 1_000 / hourMs), -1)
  }

  async step(load: number): Promise<{ runs: number; counted: number; used: number; countedUsed: number }> {
    if (this.roll(150) === 0) this.limit = [5_000, 3_000, 800][this.roll(3)] ?? 0
    for (const limiter of this.limiters) await this.request(limiter, this.roll(load + 1))
    for (const one of this.running) if (this.roll(6) === 0) this.end(one)
    if (this.trouble.stalls && this.roll(120) === 0) {
      vi.setSystemTime(Date.now() + 45_000)
      for (const one of this.running) one.isCounted = false
      this.store.run(nobody)
    }
    await vi.advanceTimersByTimeAsync(5 + this.roll(20))
    await new Promise((wake) => setImmediate(wake))
    const hour = Math.floor(Date.now() / hourMs)
    return { runs: [...this.running].filter(({ isCounted }) => isCounted).length, counted: this.store.slotsFor(''), used: this.used.get(hour) ?? 0, countedUsed: this.store.windowOf(hour) }
  }

  async close(): Promise<void> {
    for (const { limiter, taken } of this.running) limiter.giveBack(taken.lease, 0)
    for (const limiter of this.limiters) await limiter.close()
  }
}

it.each([
  ['without trouble', { fails: false, stalls: false }], ['that fails at times', { fails: true, stalls: false }],
  ['that processes which stand still for long come back to', { fails: false, stalls: true }], ['with all of that', { fails: true, stalls: true }],
] as const)('in a store %s all that runs is counted at every moment, and nothing goes back twice', async (_name, trouble) => {
  for (const seed of [11, 222, 3_333, 44_444]) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'], now: startMs })
    const world = new World(dice(seed), trouble)
    for (let step = 0; step < 700; step++) {
      const { runs, counted, used, countedUsed } = await world.step([3, 12, 0][Math.floor(step / 60) % 3] ?? 0)
      expect([runs <= counted, used <= countedUsed]).toEqual([true, true])
    }
    expect(world.ahead).toBeGreaterThan(0)
    await world.close()
    const hour = Math.floor(Date.now() / hourMs)
    expect(world.store.excess).toBe(0)
    if (!trouble.fails) expect([world.store.slotsFor(''), world.store.windowOf(hour)]).toEqual([0, world.used.get(hour)])
    vi.useRealTimers()
  }
})
