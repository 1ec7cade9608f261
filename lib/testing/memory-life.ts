import { changeTerms, type Holding, type Offer } from '@/lib/domain/billing/subscriptions/change-terms'
import { scheduleFrom } from '@/lib/domain/billing/dunning/schedule'
import { changeLifeMs, dueAct, firstPaymentLifeMs, renewalDueMs, trialPaymentLifeMs, type DueAct, type DueFacts } from '@/lib/domain/billing/subscriptions/due-act'
import type { HeldSpan } from '@/lib/domain/billing/subscriptions/holding'
import { priceChange, pricePeriod, priceStart, priceStop, priceTrial, type PriceFacts } from '@/lib/domain/billing/subscriptions/price-act'
import { cutAt, toSecond } from '@/lib/domain/billing/subscriptions/proration'
import type { ActQuote } from '@/lib/domain/billing/subscriptions/act-quote'
import { firstPeriod, nextPeriod, type Anchor, type Interval, type Period } from '@/lib/domain/billing/period'
import { untaxed } from '@/lib/domain/billing/tax/priced'
import { days, plus } from '@/lib/kernel/clock'
import type { MemoryInvoice, MemoryPlan, Options, Waiting, Wish } from './memory-life-types'

/**
 * A subscription's life without a database: the same rules that the product runs on, with arrays in place of tables. What it does with
 * them is kept as plain as can be, so that thousands of lives can be replayed and their figures summed.
 */
export class MemoryLife {
  now: Date
  status = 'incomplete'
  readonly invoices: MemoryInvoice[] = []
  readonly spans: HeldSpan[] = []
  readonly log: { at: Date; did: DueAct }[] = []
  offer: Offer
  anchor: Anchor
  period: Period
  pending: Offer | null = null
  waiting: Waiting | null = null
  cancelAtPeriodEnd = false
  pauseKind: string | null = null
  resumesAt: Date | null = null
  collectsFrom: Date | null = null
  trialEndsAt: Date | null = null
  trialNoticeSentAt: Date | null = null
  creditMinor = 0n
  private arrearsSince: Date | null = null
  private readonly createdAt: Date

  constructor(private readonly options: Options) {
    const { at, timeZone = 'UTC' } = options
    this.now = at
    this.createdAt = at
    this.offer = this.offerOf({ plan: options.plan, interval: options.interval ?? 'month', quantity: options.quantity ?? 1 })
    const plan = this.plan()
    this.trialEndsAt = options.isTrial && (plan.trialDays ?? 0) > 0 ? plus(toSecond(at), days(plan.trialDays ?? 0)) : null
    const quote = this.trialEndsAt
      ? priceTrial(this.facts(), this.view(plan), this.offer, timeZone, this.trialEndsAt) : priceStart(this.facts(), this.view(plan), this.offer, timeZone)
    ;[this.anchor, this.period] = [quote.anchor, quote.period]
    if (this.trialEndsAt) this.begin('trialing', quote.period, 0n)
    else if (this.offer.amountMinor === 0n) this.begin('active', quote.period, 0n)
    else this.issue('create', quote.priced, quote.netMinor, firstPaymentLifeMs)
    this.payIf()
  }

  /** Lets time pass to `to`: everything that falls due on the way is done at its own time, as by a run that never sleeps. */
  advance(to: Date): void {
    while (this.now < to) {
      const next = this.marks().filter((mark) => mark > this.now && mark < to).sort((a, b) => a.getTime() - b.getTime())[0] ?? to
      this.now = next
      this.settle()
    }
  }

  /** A run at this instant. Any number of them changes nothing more. */
  settle(): void {
    for (let round = 0; round < 20; round++) {
      this.endArrears()
      const did = dueAct(this.dueFacts(), this.now)
      if (did === 'nothing' || did === 'allowance') return
      this.log.push({ at: this.now, did })
      this.perform(did)
      this.payIf()
    }
  }

  quoteChange(wish: Wish, at = this.now): ActQuote | null {
    const next = this.offerOf({ plan: wish.plan ?? this.offer.planVersionId, interval: wish.interval ?? this.offer.interval, quantity: wish.quantity ?? this.offer.quantity })
    const terms = changeTerms(this.holding(), next, at)
    if (terms.timing === 'none') return null
    return priceChange(this.facts(at), { holding: this.holding(), span: this.span(), held: this.view(this.plan()), next: this.view(this.plan(next)), terms })
  }

  /** @returns what was charged, or null when it waits for the end of the period or nothing changes */
  change(wish: Wish, isPaid = true): ActQuote | null {
    if (!['active', 'trialing'].includes(this.status) || this.cancelAtPeriodEnd || this.pauseKind || this.owes() || this.period.endsAt <= this.now) return null
    const next = this.offerOf({ plan: wish.plan ?? this.offer.planVersionId, interval: wish.interval ?? this.offer.interval, quantity: wish.quantity ?? this.offer.quantity })
    const terms = changeTerms(this.holding(), next, this.now)
    this.giveUpWaiting()
    if (terms.timing === 'none') this.pending = null
    if (terms.timing === 'period_end') this.pending = next
    if (terms.timing === 'free') [this.offer, this.pending] = [next, null]
    if (terms.timing !== 'now') return null
    const quote = this.quoteChange(wish)
    if (!quote) return null
    this.wait({ kind: 'change', quote, offer: next, beginsAnew: terms.beginsAnew }, isPaid)
    return quote
  }

  cancel(): void {
    if (this.status === 'paused') this.status = 'canceled'
    else if (this.runs()) this.cancelAtPeriodEnd = true
  }

  uncancel(): void {
    if (this.runs()) this.cancelAtPeriodEnd = false
  }

  /** Ends or pauses service today. @returns what went to the wallet, tax included */
  stop(act: 'cancel_now' | 'pause_now', isCredited = true): bigint {
    if (!this.runs() || this.period.endsAt <= this.now) return 0n
    this.giveUpWaiting()
    const quote = priceStop(this.facts(), this.holding(), this.span(), this.view(this.plan()), isCredited && !this.owes())
    this.cut(quote.effectiveAt, quote.unusedMinor)
    if (quote.priced.carryMinor > 0n) this.issue('change', quote.priced, 0n, 0)
    ;[this.status, this.pauseKind, this.pending, this.cancelAtPeriodEnd, this.trialEndsAt] = [act === 'cancel_now' ? 'canceled' : 'paused', act === 'pause_now' ? 'service_now' : null, null, false, null]
    return quote.priced.carryMinor
  }

  pauseAtEnd(resumesAt: Date | null = null): void {
    if (this.status !== 'active' || this.pauseKind || this.cancelAtPeriodEnd) return
    ;[this.pauseKind, this.resumesAt, this.pending] = ['service_at_end', resumesAt, null]
  }

  pauseCollection(): void { if (this.status === 'active' && !this.pauseKind) this.pauseKind = 'collection' }

  resume(isPaid = true): ActQuote | null {
    if (this.status !== 'paused') {
      if (this.pauseKind === 'collection') this.collectsFrom = plus(this.now, renewalDueMs)
      ;[this.pauseKind, this.resumesAt] = [null, null]
      return null
    }
    this.giveUpWaiting()
    const quote = priceStart(this.facts(), this.view(this.plan()), this.offer, this.anchor.timeZone)
    this.wait({ kind: 'resume', quote, offer: this.offer, beginsAnew: true }, isPaid)
    return quote
  }

  payAll(): void {
    for (const invoice of this.invoices) if (invoice.state === 'open') this.pay(invoice)
  }

  /** What was charged and what was given back, over the whole life. */
  get chargedMinor(): bigint {
    return this.invoices.filter(({ state }) => state !== 'void').reduce((sum, { totalMinor }) => sum + totalMinor, 0n)
  }

  private pay(invoice: MemoryInvoice): void {
    invoice.state = 'paid'
    const { waiting } = this
    if (waiting?.invoice === invoice) this.applyWaiting(waiting)
    else if (this.status === 'incomplete' && invoice.reason === 'create') this.begin('active', this.startingPeriod(), invoice.netMinor)
    if (this.status === 'past_due' && !this.owes()) [this.status, this.arrearsSince] = ['active', null]
  }

  private payIf(): void {
    if (this.options.pays !== false && this.pauseKind !== 'collection') for (const invoice of this.invoices) if (invoice.state === 'open' && this.waiting?.invoice !== invoice) this.pay(invoice)
  }

  private startingPeriod(): Period {
    return this.trialEndsAt && this.trialEndsAt <= this.now ? firstPeriod(this.trialEndsAt, this.anchor.timeZone, this.offer.interval).period : this.period
  }

  private begin(status: string, period: Period, netMinor: bigint): void {
    ;[this.status, this.period] = [status, period]
    this.open(period, netMinor)
  }

  private open(period: Period, netMinor: bigint): void {
    const { rule } = this.options.tax ?? untaxed
    this.spans.push({
      id: String(this.spans.length), invoiceId: null, startsAt: period.startsAt, endsAt: period.endsAt, billedUntil: period.endsAt, netMinor, creditedMinor: 0n,
      taxPpm: rule?.ratePpm ?? 0, taxIsInclusive: rule?.isInclusive ?? false,
    })
  }

  private cut(at: Date, creditMinor: bigint): void {
    const span = this.span()
    if (span) this.spans[this.spans.length - 1] = cutAt(span, at, creditMinor)
  }

  private issue(reason: MemoryInvoice['reason'], priced: ActQuote['priced'], netMinor: bigint, dueInMs: number): MemoryInvoice {
    const invoice: MemoryInvoice = {
      at: this.now, reason, totalMinor: priced.totalMinor, netMinor, carryMinor: priced.carryMinor, carriedMinor: priced.lines.reduce((sum, { kind, amountMinor }) => (kind === 'carried' ? sum + amountMinor : sum), 0n), dueAt: plus(this.now, dueInMs), state: priced.totalMinor === 0n ? 'paid' : 'open',
    }
    this.invoices.push(invoice)
    this.creditMinor += priced.carryMinor
    return invoice
  }

  private wait(what: Omit<Waiting, 'invoice' | 'expiresAt'>, isPaid: boolean): void {
    const invoice = this.issue('change', what.quote.priced, what.quote.netMinor, changeLifeMs)
    this.waiting = { ...what, invoice, expiresAt: plus(this.now, changeLifeMs) }
    if (isPaid || invoice.state === 'paid') this.pay(invoice)
  }

  private applyWaiting({ quote, offer, beginsAnew, kind }: Waiting): void {
    if (kind === 'change') this.cut(quote.effectiveAt, quote.unusedMinor)
    this.period = beginsAnew ? quote.period : { startsAt: this.period.startsAt, endsAt: quote.period.endsAt }
    ;[this.offer, this.anchor, this.status, this.trialEndsAt, this.pending, this.waiting] = [offer, quote.anchor, 'active', null, null, null]
    ;[this.pauseKind, this.resumesAt] = [null, null]
    this.open(quote.period, quote.netMinor)
  }

  private giveUpWaiting(): void {
    if (this.waiting?.invoice.state === 'open') this.waiting.invoice.state = 'void'
    this.waiting = null
  }

  private perform(did: DueAct): void {
    if (did === 'renew') this.renew()
    if (did === 'expire_change') this.giveUpWaiting()
    if (did === 'announce_trial') this.trialNoticeSentAt = this.now
    if (did === 'end') this.status = 'canceled'
    if (did === 'pause') this.status = 'paused'
    if (did === 'fall_past_due') [this.status, this.arrearsSince] = ['past_due', this.now]
    if (did === 'resume') [this.resumesAt] = [null, this.resume(this.options.pays !== false)]
    if (did === 'end_trial') this.endTrial()
    if (did === 'give_up') this.giveUp()
  }

  private endArrears(): void {
    if (!this.arrearsSince || !this.runs() || scheduleFrom(this.arrearsSince).deleteAt > this.now) return
    this.cut(this.now, 0n)
    this.status = 'canceled'
  }

  private giveUp(): void {
    for (const invoice of this.invoices) if (invoice.state === 'open') invoice.state = 'void'
    this.status = 'expired'
  }

  private endTrial(): void {
    this.giveUpWaiting()
    this.status = 'incomplete'
    const { anchor, period } = firstPeriod(this.trialEndsAt ?? this.now, this.anchor.timeZone, this.offer.interval)
    this.anchor = anchor
    const { priced, netMinor } = pricePeriod(this.facts(), this.view(this.plan()), this.offer, period)
    if (this.offer.amountMinor === 0n) this.begin('active', period, 0n)
    else this.issue('create', priced, netMinor, trialPaymentLifeMs)
  }

  private renew(): void {
    this.giveUpWaiting()
    if (this.pending) [this.offer, this.pending] = [this.pending, null]
    this.period = nextPeriod(this.anchor, this.period.endsAt, this.offer.interval)
    const { priced, netMinor } = pricePeriod(this.facts(), this.view(this.plan()), this.offer, this.period)
    if (this.offer.amountMinor > 0n) this.issue('cycle', priced, netMinor, renewalDueMs)
    this.open(this.period, netMinor)
  }

  private marks(): Date[] {
    const due = this.invoices.filter(({ state }) => state === 'open').map(({ dueAt }) => dueAt)
    const trial = this.trialEndsAt ? [this.trialEndsAt, plus(this.trialEndsAt, -days(3)), plus(this.trialEndsAt, trialPaymentLifeMs)] : []
    const first = this.status === 'incomplete' ? [plus(this.createdAt, firstPaymentLifeMs)] : []
    const collects = this.collectsFrom ? [this.collectsFrom] : []
    const arrears = this.arrearsSince ? [scheduleFrom(this.arrearsSince).suspendAt, scheduleFrom(this.arrearsSince).deleteAt] : []
    return [this.period.endsAt, ...arrears, ...due, ...trial, ...first, ...collects, ...(this.waiting ? [this.waiting.expiresAt] : []), ...(this.resumesAt ? [this.resumesAt] : [])]
  }

  private owes = (): boolean => this.invoices.some((invoice) => invoice.state === 'open' && invoice !== this.waiting?.invoice)

  private runs = (): boolean => ['trialing', 'active', 'past_due'].includes(this.status)

  private span = (): HeldSpan | null => this.spans.at(-1) ?? null

  private holding(): Holding {
    return { status: this.status, offer: this.offer, anchor: this.anchor, period: this.period, span: this.span() }
  }

  private dueFacts(): DueFacts {
    const invoices = this.invoices.filter((invoice) => invoice.state !== 'void' && invoice !== this.waiting?.invoice && (invoice.state === 'open' || this.status !== 'incomplete'))
    return {
      status: this.status, createdAt: this.createdAt, currentPeriodEnd: this.period.endsAt, trialEndsAt: this.trialEndsAt,
      trialNoticeSentAt: this.trialNoticeSentAt, cancelAtPeriodEnd: this.cancelAtPeriodEnd, pauseKind: this.pauseKind, resumesAt: this.resumesAt, collectsFrom: this.collectsFrom,
      serviceSuspendedAt: this.arrearsSince && scheduleFrom(this.arrearsSince).suspendAt <= this.now ? this.now : null,
      changeExpiresAt: this.waiting?.expiresAt ?? null, invoices: invoices.map(({ state, dueAt }) => ({ isPaid: state === 'paid', dueAt })),
    }
  }

  private facts(frozenAt = this.now): PriceFacts {
    const carried = this.invoices.reduce((sum, { state, carriedMinor }) => (state === 'void' ? sum : sum - carriedMinor), 0n)
    return { clientId: 'cli', currency: this.options.currency ?? 'USD', frozenAt, tax: this.options.tax ?? untaxed, discounts: [], nextDiscounts: [], carriedMinor: carried > 0n ? carried : 0n, state: {} }
  }

  private plan(offer: Offer = this.offer): MemoryPlan {
    const found = this.options.plans.find(({ code }) => code === offer.planVersionId)
    if (!found) throw new Error(`no plan ${offer.planVersionId}`)
    return found
  }

  private view({ code }: MemoryPlan) {
    return { name: { en: code, ar: code } }
  }

  private offerOf({ plan, interval, quantity }: { plan: string; interval: Interval; quantity: number }): Offer {
    const found = this.options.plans.find(({ code }) => code === plan)
    if (!found) throw new Error(`no plan ${plan}`)
    return { planVersionId: plan, rank: found.rank, interval, quantity, amountMinor: found[interval] * BigInt(quantity), trialDays: found.trialDays ?? 0 }
  }
}
