import { randomUUID } from 'node:crypto'
import { Allotments, type Wanted } from './allotment'
import { cellsOf } from './batch'
import { fromOf, Returns, type Return } from './returns'
import { aheadMs, longestOf, mayBeAhead, stateOf } from './states'
import type { BatchAnswer, LimitBatch, LimitRule, LimitState, LimitStore, LimitVerdict } from './types'

/** What was taken and can go back: unused units of rates, and slots. `isAhead`: of what this process had taken before. */
export type Lease = { rules: readonly LimitRule[]; holder: string; takenMicros: number; deadline: number; isHeld: boolean; isAhead: boolean }
export type Taken = LimitVerdict & { lease: Lease }

type Waiting = { rules: readonly LimitRule[]; done: (taken: Taken) => void; failed: (error: unknown) => void }

/** A process that stops renewing its slots loses them after this long. */
const leaseMs = 30_000
const renewMs = 10_000
const mostGroups = 256
/** What goes back waits this long for a batch that goes anyway: with the next hold or settlement; into large limits with the next that asks. */
const returnMs = 25
const largeReturnMs = aheadMs + returnMs
/** So long after an answer it is still believed that a limit has much room. */
const roomyMs = 1_000
const mostRoomy = 10_000

/**
 * The process's way to the store: what is asked for while a batch is under way goes with the next one, so a busy process
 * makes few round trips. Slots are kept alive as long as their request runs, at most `longestMs`.
 */
export class Limiter {
  private waiting: Waiting[] = []
  private readonly returns = new Returns()
  private readonly held = new Set<Lease>()
  /** Limits that were at most half used when they were last heard of, and until when that is believed. */
  private readonly roomy = new Map<string, number>()
  private readonly ahead = new Allotments()
  private holder: string = randomUUID()
  /** Until then the store has not let go of any slots under this name, whatever others do. */
  private countedUntilMs = Infinity
  private isRunning = false
  private isRenewalDue = false
  private renewal: NodeJS.Timeout | undefined
  private returning: NodeJS.Timeout | undefined
  private returningAt = 0
  private tidying: NodeJS.Timeout | undefined

  /** @param clockMs never goes back */
  constructor(private readonly store: LimitStore, private readonly longestMs = 900_000, private readonly clockMs: () => number = () => performance.now()) {}

  /** How many wait for the store now. */
  get depth(): number { return this.waiting.length }
  get storeName(): LimitStore['name'] { return this.store.name }

  /**
   * A batch for a statement that does more than limits: these groups and whatever waits to go back. Whoever sends it hands the
   * store's answer to `done`, or says that there is none: certainly undone, or unknown.
   */
  begin(groups: readonly (readonly LimitRule[])[]): { batch: LimitBatch; done: (answer: BatchAnswer) => Taken[]; failed: (isUndone: boolean) => void } {
    const sentMs = this.clockMs()
    const wanted = this.ahead.wants(sentMs)
    const { batch, sent } = this.batchOf(groups, wanted?.rules)
    return {
      batch,
      done: (answer) => {
        if (wanted) this.gotAhead(wanted, answer, sentMs)
        return this.takenOf(groups, batch, answer, sentMs)
      },
      failed: (isUndone) => {
        if (wanted) this.ahead.unanswered(wanted)
        if (isUndone) this.returns.addAll(sent)
        else this.startAnew()
        this.returnSoon()
        if (batch.renewed.length > 0) this.renew()
      },
    }
  }

  /** Charges all rules or none of what was taken ahead. @returns undefined where that is not enough: then the store is to be asked */
  takeAhead(rules: readonly LimitRule[]): (Taken & { ok: true }) | undefined {
    const nowMs = this.clockMs()
    this.keepCounted(nowMs)
    const found = this.ahead.take(rules, nowMs)
    if (!this.ahead.isEmpty) this.tidying ??= setInterval(() => this.tidy(), aheadMs).unref()
    if (!found) return undefined
    const states = rules.map((rule, i) => stateOf(rule, found.levels[i] ?? 0, found.nowMicros))
    const lease = { rules, holder: this.holder, takenMicros: found.nowMicros, deadline: Date.now() + this.longestMs, isHeld: true, isAhead: true }
    if (rules.some(isSlots)) this.hold(lease, nowMs)
    return { ok: true, states, lease }
  }

  /** What was asked for ahead is the last group of the answer. */
  private gotAhead(wanted: Wanted, { fits, levels, nowMicros }: BatchAnswer, sentMs: number): void {
    const first = fits.length - wanted.rules.length
    const answer = { fits: fits.slice(first), levels: levels.slice(first), nowMicros, sentMs }
    this.noteRoom(wanted.rules, wanted.rules.map((rule, i) => stateOf(rule, answer.levels[i] ?? 0, nowMicros)), Date.now())
    this.returns.addAll(this.ahead.answered(wanted, answer))
    this.returnSoon()
  }

  /** What was taken ahead and is not needed goes back; called by itself. */
  private tidy(): void {
    const nowMs = this.clockMs()
    this.keepCounted(nowMs)
    this.returns.addAll(this.ahead.tidy(nowMs))
    this.returnSoon()
    if (!this.ahead.isEmpty) return
    clearInterval(this.tidying)
    this.tidying = undefined
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
    return this.returns.has(({ key }) => (this.roomy.get(key) ?? 0) <= now)
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

  /**
   * Gives everything back, as if it had never been taken: what it was taken for did not come about. A second call changes nothing.
   * A minute's requests that were taken ahead have drained since: given back they would be more than was taken.
   */
  undo(lease: Lease): void {
    this.end(lease, (rule) => (lease.isAhead && rule.kind === 'rate' && !rule.isReserved ? 0 : rule.cost))
  }

  private end(lease: Lease, amountOf: (rule: LimitRule) => number): void {
    if (!lease.isHeld) return
    lease.isHeld = false
    this.held.delete(lease)
    let isLarge = true
    const [now, nowMs] = [Date.now(), this.clockMs()]
    this.keepCounted(nowMs)
    for (const rule of lease.rules) {
      const amount = amountOf(rule)
      if (amount <= 0 || (lease.holder === this.holder && this.ahead.keepSlots(rule, lease.holder, nowMs))) continue
      isLarge &&= mayBeAhead(rule) && (this.roomy.get(rule.key) ?? 0) > now
      this.returns.add(rule, fromOf(rule, lease), amount)
    }
    this.returnSoon(isLarge ? largeReturnMs : returnMs)
  }

  private returnSoon(ms = returnMs): void {
    if (this.returns.isEmpty) return
    const at = Date.now() + ms
    if (this.returning && this.returningAt <= at) return
    clearTimeout(this.returning)
    this.returning = setTimeout(() => this.returnNow(), ms)
    this.returningAt = at
  }

  private returnNow(): void {
    this.stopWaiting()
    if (!this.returns.isEmpty) this.start()
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
    clearInterval(this.tidying)
    this.returns.addAll(this.ahead.clear(this.clockMs()))
    await this.settled()
    await this.store.close()
  }

  private start(): void {
    if (this.isRunning) return
    this.isRunning = true
    // Everything that arrives in this turn of the event loop goes together.
    setImmediate(() => void this.run())
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 || !this.returns.isEmpty || this.isRenewalDue) {
      const asked = this.waiting.splice(0, mostGroups)
      const groups = asked.map(({ rules }) => rules)
      const [sentMs, { batch }] = [this.clockMs(), this.batchOf(groups)]
      try {
        const taken = this.takenOf(groups, batch, await this.store.run(batch), sentMs)
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
    this.returns.addAll(this.ahead.clear(this.clockMs()))
    this.holder = randomUUID()
    this.countedUntilMs = this.clockMs() + leaseMs
  }

  /** A process that stood still for so long may hold slots that the store has forgotten: what it kept is handed out no more, and lives on under no name. */
  private keepCounted(nowMs: number): void {
    if (nowMs >= this.countedUntilMs) this.startAnew()
  }

  /** @returns with what goes back in it */
  private batchOf(asked: readonly (readonly LimitRule[])[], ahead?: readonly LimitRule[]): { batch: LimitBatch; sent: Return[] } {
    this.keepCounted(this.clockMs())
    const sent = this.returns.next()
    if (this.returns.isEmpty) this.stopWaiting()
    return { batch: { holder: this.holder, leaseMs, renewed: this.renewals(), ...cellsOf(sent, asked, ahead) }, sent }
  }

  private renewals(): LimitBatch['renewed'] {
    if (!this.isRenewalDue) return []
    this.isRenewalDue = false
    const held = [...this.held].flatMap(({ rules, holder }) => rules.flatMap(({ kind, key }) => (kind === 'slots' ? [{ key, holder }] : [])))
    return [...new Map([...held, ...this.ahead.slotsKept()].map((slot) => [`${slot.key} ${slot.holder}`, slot])).values()]
  }

  private takenOf(groups: readonly (readonly LimitRule[])[], { holder, renewed }: LimitBatch, { nowMicros, fits, levels }: BatchAnswer, sentMs: number): Taken[] {
    const now = Date.now()
    const deadline = now + this.longestMs
    if (renewed.length > 0) this.countedUntilMs = Math.max(this.countedUntilMs, sentMs + leaseMs)
    for (const slot of renewed) this.keptAlive(slot.key, slot.holder, sentMs)
    let at = 0
    return groups.map((rules) => {
      const from = at
      at += rules.length
      const states = rules.map((rule, i) => stateOf(rule, levels[from + i] ?? 0, nowMicros))
      this.noteRoom(rules, states, now)
      const refusedBy = longestOf(states, (i) => fits[from + i] === false)
      const lease = { rules, holder, takenMicros: nowMicros, deadline, isHeld: refusedBy < 0, isAhead: false }
      if (refusedBy >= 0) return { ok: false, refusedBy, states, lease }
      if (rules.some(isSlots)) this.hold(lease, sentMs)
      for (const { kind, key, cost } of rules) if (kind === 'slots' && cost > 0) this.keptAlive(key, holder, sentMs)
      return { ok: true, states, lease }
    })
  }

  private keptAlive(key: string, holder: string, sentMs: number): void {
    if (holder === this.holder) this.ahead.keptAlive(key, holder, sentMs + leaseMs)
  }

  private noteRoom(rules: readonly LimitRule[], states: readonly LimitState[], now: number): void {
    if (this.roomy.size > mostRoomy) this.roomy.clear()
    for (const [i, rule] of rules.entries()) {
      if ((rule.kind === 'window' && !mayBeAhead(rule)) || (rule.kind === 'rate' && !rule.isReserved)) continue
      const { remaining, limit } = states[i] ?? { remaining: 0, limit: 1 }
      if (remaining * 2 >= limit) this.roomy.set(rule.key, now + roomyMs)
      else this.roomy.delete(rule.key)
    }
  }

  private hold(lease: Lease, sinceMs: number): void {
    this.held.add(lease)
    if (this.renewal) return
    this.countedUntilMs = sinceMs + leaseMs
    this.renewal = setInterval(() => this.renew(), renewMs).unref()
  }

  /** Lets go of what ran too long and renews the rest; called by itself while slots are held. */
  renew(): void {
    for (const lease of this.held) if (lease.deadline <= Date.now()) this.giveBack(lease, 0)
    const nowMs = this.clockMs()
    this.keepCounted(nowMs)
    this.isRenewalDue = this.held.size > 0 || this.ahead.slotsKept().length > 0
    if (this.isRenewalDue) this.start()
    else this.countedUntilMs = nowMs + leaseMs // there is nothing
  }
}

const isSlots = ({ kind }: LimitRule): boolean => kind === 'slots'
