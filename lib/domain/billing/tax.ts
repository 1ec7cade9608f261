import { divideHalfEven, money, type Money } from '@/lib/kernel/money'
import type { LocalizedText } from '@/lib/i18n/locale'

/** A rate in parts per million (150000 = 15 %); inclusive = the price on the plan already holds it. */
export type TaxRule = { name: LocalizedText; ratePpm: number; isInclusive: boolean }

export type Taxed = { subtotal: Money; tax: Money; total: Money }

const million = 1_000_000n

/**
 * Tax on the sum of an invoice's prices, rounded once (half to even). Exclusive: tax is added. Inclusive: the sum is what is paid,
 * and tax is the part of it that belongs to the state. Always subtotal + tax = total.
 */
export function taxOn(prices: Money, rule: TaxRule | null): Taxed {
  const { minor, currency } = prices
  if (!rule) return { subtotal: prices, tax: money(0n, currency), total: prices }
  const ppm = BigInt(rule.ratePpm)
  const tax = divideHalfEven(minor * ppm, rule.isInclusive ? million + ppm : million)
  const [subtotal, total] = rule.isInclusive ? [minor - tax, minor] : [minor, minor + tax]
  return { subtotal: money(subtotal, currency), tax: money(tax, currency), total: money(total, currency) }
}
