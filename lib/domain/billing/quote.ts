import { createHash } from 'node:crypto'
import type { PlanView } from '@/lib/domain/catalog/view'
import { assert } from '@/lib/kernel/assert'
import type { Money } from '@/lib/kernel/money'
import { firstPeriod, type Anchor, type Interval, type Period } from './period'
import { taxOn, type TaxRule } from './tax'
import type { QuoteLineView, TaxLineView } from './view'

export type QuoteInput = {
  clientId: string
  plan: PlanView
  interval: Interval
  price: Money
  timeZone: string
  taxRule: TaxRule | null
  frozenAt: Date
  /** The period to price; absent = the first one of a subscription that begins now. */
  term?: { anchor: Anchor; period: Period }
}

/** What a subscription costs at one frozen instant: the same input gives the same quote, to the cent and the second. */
export type Quote = {
  frozenAt: Date
  interval: Interval
  currency: string
  anchor: Anchor
  period: Period
  lines: QuoteLineView[]
  tax: TaxLineView[]
  subtotalMinor: bigint
  taxMinor: bigint
  totalMinor: bigint
  hash: string
}

/** Prices one period of a subscription: one line, and tax rounded once on the sum. Lines are before tax and add up to the subtotal. */
export function quoteOf(input: QuoteInput): Quote {
  const { plan, interval, price, timeZone, taxRule, frozenAt } = input
  assert(price.minor >= 0n, 'a price is not negative')
  const { anchor, period } = input.term ?? firstPeriod(frozenAt, timeZone, interval)
  const { subtotal, tax, total } = taxOn(price, taxRule)
  const word = interval === 'year' ? { en: 'yearly', ar: 'سنويًا' } : { en: 'monthly', ar: 'شهريًا' }
  const line: QuoteLineView = {
    kind: 'plan',
    description: { en: `${plan.name.en} plan, ${word.en}`, ar: `خطة ${plan.name.ar}، ${word.ar}` },
    quantity: 1,
    unitMinor: subtotal.minor,
    amountMinor: subtotal.minor,
    taxPpm: taxRule?.ratePpm ?? 0,
    periodStart: period.startsAt,
    periodEnd: period.endsAt,
  }
  const quote = {
    frozenAt, interval, anchor, period,
    currency: price.currency,
    lines: [line],
    tax: taxRule ? [{ ...taxRule, baseMinor: subtotal.minor, amountMinor: tax.minor }] : [],
    subtotalMinor: subtotal.minor,
    taxMinor: tax.minor,
    totalMinor: total.minor,
  }
  return { ...quote, hash: hashOf({ ...quote, clientId: input.clientId, planVersionId: plan.versionId }) }
}

/** Short and exact: any change of a line, a tax, a date or a buyer gives another hash. */
function hashOf(facts: object): string {
  const text = JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
  return createHash('sha256').update(text).digest('base64url').slice(0, 32)
}

