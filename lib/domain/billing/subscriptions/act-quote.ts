import { createHash } from 'node:crypto'
import type { PlanView } from '@/lib/domain/catalog/view'
import type { LocalizedText } from '@/lib/i18n/locale'
import { divideHalfEven } from '@/lib/kernel/money'
import type { Anchor, Interval, Period } from '../period'
import type { Discount, PricedLine, TaxTreatment, Totalled } from '../tax/priced'
import { carriedLines, totalOrCarry } from '../invoices/carried'
import type { HeldSpan } from './holding'

/** What an act costs or gives back, worked out at one frozen instant: the same facts give the same quote, to the cent and the second. */
export type ActQuote = {
  frozenAt: Date
  /** When it takes effect. */
  effectiveAt: Date
  /** What is charged (or, as `carryMinor`, given back) today. */
  priced: Totalled
  tax: TaxTreatment
  period: Period
  anchor: Anchor
  /** What is billed for the new span, and what of the running one is given back, both on the price list's terms. */
  netMinor: bigint
  unusedMinor: bigint
  /** The next charge: when, and the whole of it, tax included. */
  next: { at: Date | null; totalMinor: bigint }
  hash: string
}

export type Sold = { plan: Pick<PlanView, 'name'>; interval: Interval; quantity: number; amountMinor: bigint }

const words: Record<Interval, LocalizedText> = { month: { en: 'monthly', ar: 'شهريًا' }, year: { en: 'yearly', ar: 'سنويًا' } }
const seats = (quantity: number): string => (quantity === 1 ? '' : ` × ${quantity}`)

/** A period of a plan as a line. `isPart` = the rest of one that already runs. */
export function planLine({ plan, interval, quantity, amountMinor }: Sold, period: Period, isPart = false): PricedLine {
  const word = words[interval]
  const [restEn, restAr] = isPart ? [', rest of the period', '، بقية المدة'] : ['', '']
  return {
    kind: isPart ? 'proration' : 'plan',
    description: { en: `${plan.name.en} plan, ${word.en}${seats(quantity)}${restEn}`, ar: `خطة ${plan.name.ar}، ${word.ar}${seats(quantity)}${restAr}` },
    quantity, unitMinor: divideHalfEven(amountMinor, BigInt(quantity)), amountMinor, periodStart: period.startsAt, periodEnd: period.endsAt, isTaxable: true,
  }
}

/**
 * The unused rest of a span as a negative line. Where tax is as it was then, the line is taxed like any other; where the rate has
 * changed since, it gives back what was paid, tax and all, and is not taxed again: never more than was paid.
 */
export function unusedLine(plan: Pick<PlanView, 'name'>, span: HeldSpan, unusedMinor: bigint, at: Date, { rule }: TaxTreatment): PricedLine {
  const isSameTax = (rule?.ratePpm ?? 0) === span.taxPpm && (rule?.isInclusive ?? false) === span.taxIsInclusive
  const paid = isSameTax || span.taxIsInclusive ? unusedMinor : unusedMinor + divideHalfEven(unusedMinor * BigInt(span.taxPpm), 1_000_000n)
  return {
    kind: 'proration',
    description: { en: `Unused time on ${plan.name.en}`, ar: `المدة غير المستخدمة من خطة ${plan.name.ar}` },
    quantity: 1, unitMinor: -paid, amountMinor: -paid, periodStart: at, periodEnd: span.endsAt, isTaxable: isSameTax,
  }
}

/** What the next whole period will cost, with tax and the discounts that are still in force then. */
export const nextTotal = (sold: Sold, period: Period, currency: string, discounts: readonly Discount[], tax: TaxTreatment, carriedMinor = 0n): bigint =>
  totalOrCarry({ currency, lines: [planLine(sold, period), ...(sold.amountMinor > 0n ? carriedLines(carriedMinor) : [])], discounts, tax }).priced.totalMinor

/** Short and exact: any change of a line, a tax, a date, a state or a buyer gives another hash. */
export function hashOf(facts: object): string {
  const text = JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
  return createHash('sha256').update(text).digest('base64url').slice(0, 32)
}
