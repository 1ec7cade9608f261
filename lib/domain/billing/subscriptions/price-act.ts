import { assert } from '@/lib/kernel/assert'
import type { PlanView } from '@/lib/domain/catalog/view'
import { firstPeriod, nextPeriod, type Anchor, type Period } from '../period'
import type { Discount, PricedLine, TaxTreatment, Totalled } from '../tax/priced'
import { carriedLines, totalOrCarry } from '../invoices/carried'
import { totalOf } from '../tax/total'
import { hashOf, nextTotal, planLine, unusedLine, type ActQuote, type Sold } from './act-quote'
import type { Holding, Offer, Terms } from './change-terms'
import type { HeldSpan } from './holding'
import { toSecond, unusedOf, usedAheadOf, type Allowance } from './proration'

/** Everything a price depends on besides the act itself. */
export type PriceFacts = {
  clientId: string
  currency: string
  frozenAt: Date
  tax: TaxTreatment
  /** Coupons in force today, and those that will still be at the next charge. */
  discounts: readonly Discount[]
  nextDiscounts: readonly Discount[]
  /** What earlier invoices carried because it was too little to collect. */
  carriedMinor?: bigint
  /** What the subscription is now: any change of it makes a preview stale. */
  state: object
}

type Named = Pick<PlanView, 'name'>
type Priced = Omit<ActQuote, 'frozenAt' | 'tax' | 'hash'>

const nothing = (currency: string) => totalOf({ currency, lines: [], discounts: [], tax: { rule: null, note: null } })

function finish(facts: PriceFacts, priced: Priced): ActQuote {
  const { frozenAt, tax, state, clientId } = facts
  return { ...priced, frozenAt, tax, hash: hashOf({ clientId, frozenAt, state, ...priced }) }
}

/** What is charged or given back, with what was carried before; what is too little to collect is carried on. `leftMinor` is carried after it. */
function charged({ currency, discounts, tax, carriedMinor = 0n }: PriceFacts, lines: readonly PricedLine[]): { priced: Totalled; leftMinor: bigint } {
  const asks = lines.some(({ amountMinor }) => amountMinor !== 0n)
  const { priced, carriesMinor } = totalOrCarry({ currency, lines: [...lines, ...(asks ? carriedLines(carriedMinor) : [])], discounts, tax })
  return { priced, leftMinor: asks ? carriesMinor : carriedMinor }
}

/** What was billed for a charge after its discounts, on the price list's terms. */
function netOf(facts: PriceFacts, line: ReturnType<typeof planLine>): bigint {
  const { subtotalMinor, totalMinor } = totalOf({ currency: facts.currency, lines: [line], discounts: facts.discounts, tax: facts.tax })
  return facts.tax.rule?.isInclusive ? totalMinor : subtotalMinor
}

const sold = (plan: Named, { interval, quantity, amountMinor }: Omit<Offer, 'trialDays'>): Sold => ({ plan, interval, quantity, amountMinor })

/** A whole period charged today: the first one of a subscription, or the one that begins when a pause ends. */
export function priceStart(facts: PriceFacts, plan: Named, offer: Offer, timeZone: string): ActQuote {
  const { anchor, period } = firstPeriod(facts.frozenAt, timeZone, offer.interval)
  const line = planLine(sold(plan, offer), period)
  const { priced, leftMinor } = charged(facts, [line])
  const following = nextPeriod(anchor, period.endsAt, offer.interval)
  const nextMinor = nextTotal(sold(plan, offer), following, facts.currency, facts.nextDiscounts, facts.tax, leftMinor)
  return finish(facts, {
    effectiveAt: period.startsAt, priced, period, anchor, netMinor: netOf(facts, line), unusedMinor: 0n, next: { at: nextMinor === 0n ? null : period.endsAt, totalMinor: nextMinor },
  })
}

/** One whole period: what a renewal charges. */
export function pricePeriod(facts: PriceFacts, plan: Named, offer: Offer, period: Period): Pick<ActQuote, 'priced' | 'netMinor'> {
  const line = planLine(sold(plan, offer), period)
  return { priced: charged(facts, [line]).priced, netMinor: netOf(facts, line) }
}

/** A trial: nothing today, the first whole period at its end. */
export function priceTrial(facts: PriceFacts, plan: Named, offer: Offer, timeZone: string, trialEndsAt: Date): ActQuote {
  const startsAt = toSecond(facts.frozenAt)
  const { anchor, period } = firstPeriod(trialEndsAt, timeZone, offer.interval)
  return finish(facts, {
    effectiveAt: startsAt, priced: nothing(facts.currency), period: { startsAt, endsAt: trialEndsAt }, anchor, netMinor: 0n, unusedMinor: 0n,
    next: { at: trialEndsAt, totalMinor: nextTotal(sold(plan, offer), period, facts.currency, facts.discounts, facts.tax, facts.carriedMinor) },
  })
}

type Change = { holding: Holding; span: HeldSpan | null; held: Named; next: Named; terms: Terms; allowance?: Allowance | null }

/** A change of plan, interval or seats, as its terms say: charged today less what is not used up, or from the next period on. */
export function priceChange(facts: PriceFacts, { holding, span, held, next, terms, allowance }: Change): ActQuote {
  assert(terms.timing !== 'none', 'there is something to change')
  const { currency, discounts, nextDiscounts, tax } = facts
  const offer = sold(next, terms.next)
  if (terms.timing !== 'now') {
    const endsAt = holding.period.endsAt
    const following = followingPeriod(holding.anchor, endsAt, terms.next, holding.status === 'trialing')
    return finish(facts, {
      effectiveAt: terms.at, priced: nothing(currency), period: following, anchor: holding.anchor, netMinor: 0n, unusedMinor: 0n,
      next: { at: endsAt, totalMinor: nextTotal(offer, following, currency, discounts, tax, facts.carriedMinor) },
    })
  }
  const charge = planLine({ ...offer, amountMinor: terms.chargeMinor }, terms.period, !terms.beginsAnew)
  // A period that begins anew brings tokens of its own, so those used ahead of the old one's time are not paid back.
  const aheadMinor = terms.beginsAnew && span && allowance ? usedAheadOf(span, terms.at, allowance) : 0n
  const unusedMinor = terms.unusedMinor - aheadMinor
  const unused = span && unusedMinor > 0n ? [unusedLine(held, span, unusedMinor, terms.at, tax)] : []
  const { priced, leftMinor } = charged(facts, [...unused, charge])
  const following = nextPeriod(terms.anchor, terms.period.endsAt, terms.next.interval)
  return finish(facts, {
    effectiveAt: terms.at, priced, period: terms.period, anchor: terms.anchor, netMinor: netOf(facts, charge), unusedMinor,
    next: { at: terms.period.endsAt, totalMinor: nextTotal(offer, following, currency, nextDiscounts, tax, leftMinor) },
  })
}

/** The period after the running one; after a trial it hangs on the day the trial ends. */
const followingPeriod = (anchor: Anchor, endsAt: Date, next: Offer, isTrial: boolean): Period =>
  isTrial ? firstPeriod(endsAt, anchor.timeZone, next.interval).period : nextPeriod(anchor, endsAt, next.interval)

/** The end of service today: what is given back for the rest that was not used ahead (nothing where the operator's policy says so). */
export function priceStop(facts: PriceFacts, holding: Holding, span: HeldSpan | null, held: Named, isCredited: boolean, allowance: Allowance | null = null): ActQuote {
  const at = toSecond(facts.frozenAt)
  const unusedMinor = isCredited && span ? unusedOf(span, at) - (allowance ? usedAheadOf(span, at, allowance) : 0n) : 0n
  const lines = span && unusedMinor > 0n ? [unusedLine(held, span, unusedMinor, at, facts.tax)] : []
  const period = { startsAt: at, endsAt: span?.endsAt ?? holding.period.endsAt }
  return finish(facts, {
    effectiveAt: at, priced: charged({ ...facts, discounts: [] }, lines).priced, period, anchor: holding.anchor, netMinor: 0n, unusedMinor,
    next: { at: null, totalMinor: 0n },
  })
}
