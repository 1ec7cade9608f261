import { randomUUID } from 'node:crypto'
import type { BatchAnswer, Cell, LimitBatch, LimitRule, LimitState, LimitStore, LimitVerdict } from './types'

/** What was taken and can go back: unused units of rates, and slots. */
export type Lease = { rules: readonly LimitRule[]; holder: string; takenMicros: number; deadline: number; isHeld: boolean }
export type Taken = LimitVerdict & { lease: Lease }

/** `from`: whose slots, or which window (its begin), so that nothing goes back into another. */
type Return = { rule: LimitRule; from: string; amount: number }
type Waiting = { rules: readonly LimitRule[]; done: (taken: Taken) => void; failed: (error: unknown) => void }

/** A process that stops renewing its slots loses them after this long. */
const leaseMs = 30_000
const renewMs = 10_000
const mostGroups = 256
/** What goes back waits this long for a batch that goes anyway: with the next hold or settlement. */
const returnMs = 25
/** So long after an answer it is still believed that a limit has much room. */
const roomyMs = 1_000
const mostRoomy = 10_000
const micros = 1_000_000

const periodMicros = (rule: LimitRule): number => (rule.kind === 'slots' ? 0 : rule.periodSeconds * micros)

/**
 * The process's way to the store: what is asked for while a batch is under way goes with the next one, so a busy process
 * makes few round trips. Slots are kept alive as long as their request runs, at most `longestMs`.
 */
export class Limiter {
  private waiting: Waiting[] = []
  private readonly returns = new Map<string, Return>()
  private readonly held = new Set<Lease>()
  /** Limits that were at most half used when they were last heard of, and until when that is believed. */
  private readonly roomy = new Map<string, number>()
  private holder: string = randomUUID()
  private isRunning = false
  private isRenewalDue = false
  private renewal: NodeJS.Timeout | undefined
  private returning: NodeJS.Timeout | undefined

  constructor(private readonly store: LimitStore, private readonly longestMs = 900_000) {}

  /** How many wait for the store now. */
  get depth(): number { return this.waiting.length }
  get storeName(): LimitStore['name'] { return this.store.name }

  /**
   * A batch for a statement that does more than limits: these groups and whatever waits to go back. Whoever sends it hands the
   * store's answer to `done`, or says that there is none: certainly undone, or unknown.
   */
  begin(groups: readonly (readonly LimitRule[])[]): { batch: LimitBatch; done: (answer: BatchAnswer) => Taken[]; failed: (isUndone: boolean) => void } {
    const { batch, sent } = this.batchOf(groups)
    return {
      batch, done: (answer) => this.takenOf(groups, batch, answer),
      failed: (isUndone) => {
        if (isUndone) for (const { rule, from, amount } of sent) this.queueReturn(rule, from, amount)
        else this.startAnew()
        this.returnSoon()
      },
    }
  }

  /** These groups, and whatever waits to go back, in a batch of their own that does not wait for others. Rejects when the store does not answer. */
  async takeNow(groups: readonly (readonly LimitRule[])[]): Promise<Taken[]> {
    const { batch, done, failed } = this.begin(groups)
    try {
      return done(await this.store.run(batch))
    } catch (error) {
      failed(false)
      throw error
    }
  }

  /** Whether something waits to go back that somebody may be short of: what goes into much room can wait for a batch that asks. */
  get hasReturnsDue(): boolean {
    const now = Date.now()
    for (const { rule: { key } } of this.returns.values()) if ((this.roomy.get(key) ?? 0) <= now) return true
    return false
  }

  /** Charges all rules or none. Rejects when the store does not answer: the request is refused, never let through. */
  take(rules: readonly LimitRule[]): Promise<Taken> {
    return new Promise((done, failed) => {
      this.waiting.push({ rules, done, failed })
      this.start()
    })
  }

  /** Gives `unused` units back to what was reserved and ends the request's slots. A second call changes nothing. */
  giveBack(lease: Lease, unused: number): void {
    this.end(lease, (rule) => (rule.kind === 'slots' ? rule.cost : rule.kind === 'rate' && rule.isReserved ? Math.min(unused, rule.cost) : 0))
  }

  /** Gives everything back, as if it had never been taken: what it was taken for did not come about. A second call changes nothing. */
  undo(lease: Lease): void {
    this.end(lease, ({ cost }) => cost)
  }

  private end(lease: Lease, amountOf: (rule: LimitRule) => number): void {
    if (!lease.isHeld) return
    lease.isHeld = false
    this.held.delete(lease)
    for (const rule of lease.rules) {
      const amount = amountOf(rule)
      if (amount > 0) this.queueReturn(rule, fromOf(rule, lease), amount)
    }
    this.returnSoon()
  }

  private returnSoon(): void {
    if (this.returns.size > 0) this.returning ??= setTimeout(() => this.returnNow(), returnMs)
  }

  private returnNow(): void {
    this.stopWaiting()
    if (this.returns.size > 0) this.start()
  }

  private stopWaiting(): void {
    clearTimeout(this.returning)
    this.returning = undefined
  }

  /** Waits until everything asked for so far is done. */
  async settled(): Promise<void> {
    this.returnNow()
    while (this.isRunning) await new Promise((wake) => setImmediate(wake))
  }

  async close(): Promise<void> {
    clearInterval(this.renewal)
    await this.settled()
    await this.store.close()
  }

  private queueReturn(rule: LimitRule, from: string, amount: number): void {
    const known = this.returns.get(rule.key)
    if (known && known.from === from) known.amount += amount
    else if (known) this.queueApart(rule, from, amount)
    else this.returns.set(rule.key, { rule, from, amount })
  }

  /** What goes back into other slots, or another window, than what waits to go back already. */
  private queueApart(rule: LimitRule, from: string, amount: number): void {
    const name = `${rule.key} ${from}`
    const known = this.returns.get(name)
    if (known) known.amount += amount
    else this.returns.set(name, { rule, from, amount })
  }

  private start(): void {
    if (this.isRunning) return
    this.isRunning = true
    // Everything that arrives in this turn of the event loop goes together.
    setImmediate(() => void this.run())
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 || this.returns.size > 0 || this.isRenewalDue) {
      const asked = this.waiting.splice(0, mostGroups)
      const groups = asked.map(({ rules }) => rules)
      const { batch } = this.batchOf(groups)
      try {
        const taken = this.takenOf(groups, batch, await this.store.run(batch))
        asked.forEach(({ done, failed }, i) => { const one = taken[i]; if (one) done(one); else failed(new Error('the limiter answered for too few')) })
      } catch (error) {
        this.startAnew()
        for (const { failed } of asked) failed(error)
      }
    }
    this.isRunning = false
  }

  /** Whether the store did it is unknown. Under a new name nothing of it can be kept alive by us; at worst it counts until it expires. */
  private startAnew(): void {
    this.holder = randomUUID()
  }

  /** @returns with what goes back in it */
  private batchOf(asked: readonly (readonly LimitRule[])[]): { batch: LimitBatch; sent: Return[] } {
    const places = new Map<string, Place>()
    const sent: Return[] = []
    for (const [name, returned] of this.returns) {
      const { cell } = placeOf(places, returned.rule)
      if (cell.returned > 0) continue // slots of another name of ours, another window: with the next batch
      cell.returned = returned.amount
      cell.returnedFrom = returned.from
      this.returns.delete(name)
      sent.push(returned)
    }
    if (this.returns.size === 0) this.stopWaiting()
    // A limit that was changed a moment ago counts as whoever asks now knows it, not as whoever gives back did.
    const found = asked.map((rules) => rules.map((rule) => {
      const place = placeOf(places, rule)
      place.cell.size = rule.limit
      return place
    }))
    const sorted = [...places.values()].sort((a, b) => (a.cell.key < b.cell.key ? -1 : 1))
    sorted.forEach((place, index) => { place.index = index })
    const groups = found.map((group, i) => group.map(({ index }, rule) => ({ cell: index, cost: asked[i]?.[rule]?.cost ?? 0 })))
    return { batch: { holder: this.holder, leaseMs, cells: sorted.map(({ cell }) => cell), renewed: this.renewals(), groups }, sent }
  }

  private renewals(): LimitBatch['renewed'] {
    if (!this.isRenewalDue) return []
    this.isRenewalDue = false
    const slots = [...this.held].flatMap(({ rules, holder }) => rules.flatMap(({ kind, key }) => (kind === 'slots' ? [[`${key} ${holder}`, { key, holder }] as const] : [])))
    return [...new Map(slots).values()]
  }

  private takenOf(groups: readonly (readonly LimitRule[])[], { holder }: LimitBatch, { nowMicros, fits, levels }: BatchAnswer): Taken[] {
    const now = Date.now()
    const deadline = now + this.longestMs
    let at = 0
    return groups.map((rules) => {
      const from = at
      at += rules.length
      const states = rules.map((rule, i) => stateOf(rule, levels[from + i] ?? 0, nowMicros))
      this.noteRoom(rules, states, now)
      const refusedBy = longestOf(states, (i) => fits[from + i] === false)
      const lease = { rules, holder, takenMicros: nowMicros, deadline, isHeld: refusedBy < 0 }
      if (refusedBy >= 0) return { ok: false, refusedBy, states, lease }
      if (rules.some(isSlots)) this.hold(lease)
      return { ok: true, states, lease }
    })
  }

  private noteRoom(rules: readonly LimitRule[], states: readonly LimitState[], now: number): void {
    if (this.roomy.size > mostRoomy) this.roomy.clear()
    for (const [i, rule] of rules.entries()) {
      if (rule.kind === 'window' || (rule.kind === 'rate' && !rule.isReserved)) continue
      const { remaining, limit } = states[i] ?? nothing
      if (remaining * 2 >= limit) this.roomy.set(rule.key, now + roomyMs)
      else this.roomy.delete(rule.key)
    }
  }

  private hold(lease: Lease): void {
    this.held.add(lease)
    this.renewal ??= setInterval(() => this.renew(), renewMs).unref()
  }

  /** Lets go of what ran too long and renews the rest; called by itself while slots are held. */
  renew(): void {
    for (const lease of this.held) if (lease.deadline <= Date.now()) this.giveBack(lease, 0)
    if (this.held.size === 0) return
    this.isRenewalDue = true
    this.start()
  }
}

/** A cell of a batch, and where it stands in it once all are known. */
type Place = { cell: Cell; index: number }

function placeOf(places: Map<string, Place>, rule: LimitRule): Place {
  const known = places.get(rule.key)
  if (known) return known
  const place = { cell: { key: rule.key, kind: rule.kind, size: rule.limit, periodMicros: periodMicros(rule), returned: 0, returnedFrom: '' }, index: 0 }
  places.set(rule.key, place)
  return place
}

/** Where what a lease took of a rule goes back to. */
function fromOf(rule: LimitRule, { holder, takenMicros }: Lease): string {
  if (rule.kind === 'slots') return holder
  return rule.kind === 'window' ? String(takenMicros - (takenMicros % periodMicros(rule))) : ''
}

const nothing = { remaining: 0, limit: 1 }
const isSlots = ({ kind }: LimitRule): boolean => kind === 'slots'

/** Of those that refuse, the one that needs the longest wait; -1 where none does. */
function longestOf(states: readonly LimitState[], refuses: (index: number) => boolean): number {
  let [found, longest] = [-1, -1]
  for (const [i, { retrySeconds }] of states.entries()) if (refuses(i) && retrySeconds > longest) [found, longest] = [i, retrySeconds]
  return found
}

/** Both stores keep the same levels, so what they mean is worked out here, once. */
function stateOf(rule: LimitRule, level: number, nowMicros: number): LimitState {
  const { limit, cost } = rule
  if (rule.kind === 'slots') return { limit, remaining: Math.max(0, limit - level), resetSeconds: 0, retrySeconds: 1 }
  const period = periodMicros(rule)
  if (rule.kind === 'window') {
    const resetSeconds = (period - (nowMicros % period)) / micros
    return { limit, remaining: Math.max(0, limit - level), resetSeconds, retrySeconds: resetSeconds }
  }
  const over = level + cost * period - limit * period
  return { limit, remaining: Math.max(0, Math.floor((limit * period - level) / period)), resetSeconds: level / limit / micros, retrySeconds: Math.max(0, over / limit / micros) }
}
