import type { LocalizedText } from '@/lib/i18n/locale'
import type { TaxRule } from '../tax'

export const lineKinds = ['plan', 'proration', 'usage', 'commitment', 'adjustment', 'top_up', 'manual', 'credit', 'carried'] as const
export type LineKind = (typeof lineKinds)[number]

/** One thing that is sold or credited, at the price on the price list: before discounts, with tax inside where the rate is inclusive. */
export type PricedLine = {
  kind: LineKind
  description: LocalizedText
  quantity: number
  unitMinor: bigint
  /** Negative for what is given back. */
  amountMinor: bigint
  periodStart: Date | null
  periodEnd: Date | null
  isTaxable: boolean
}

/** A coupon in force: a share of what is left after those before it, or an amount of the invoice's own currency. */
export type Discount = {
  redemptionId: string
  name: LocalizedText
  value: { kind: 'percent'; ppm: number } | { kind: 'fixed'; amountMinor: bigint; currency: string }
}

/** Why an invoice bears no tax although its buyer's country has a rate. */
export const taxNotes = ['reverse_charge', 'exempt'] as const
export type TaxNote = (typeof taxNotes)[number]

export type TaxTreatment = { rule: TaxRule | null; note: TaxNote | null }

export const untaxed: TaxTreatment = { rule: null, note: null }

/** A line as the invoice keeps it: before tax, `amountMinor` before its `discountMinor`. */
export type TotalledLine = Omit<PricedLine, 'isTaxable'> & { discountMinor: bigint; taxPpm: number }

export type TaxLine = TaxRule & { baseMinor: bigint; amountMinor: bigint; note: TaxNote | null }

/** What one coupon took off, before tax. */
export type DiscountLine = { redemptionId: string; name: LocalizedText; amountMinor: bigint }

export type Totalled = {
  currency: string
  lines: TotalledLine[]
  taxLines: TaxLine[]
  discounts: DiscountLine[]
  /** Σ of the lines' discounts, before tax. */
  discountMinor: bigint
  /** Σ (amount − discount) of the lines. */
  subtotalMinor: bigint
  taxMinor: bigint
  /** subtotal + tax, never below zero. */
  totalMinor: bigint
  /** What the client is owed beyond a zero invoice, tax included: it becomes wallet credit. */
  carryMinor: bigint
  /** The part of `carryMinor` that is tax given back. */
  carryTaxMinor: bigint
}
