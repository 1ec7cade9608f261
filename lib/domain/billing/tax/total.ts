import { assert } from '@/lib/kernel/assert'
import { allocate, divideHalfEven, money } from '@/lib/kernel/money'
import { taxOn } from '../tax'
import type { Discount, DiscountLine, PricedLine, TaxLine, TaxTreatment, Totalled, TotalledLine } from './priced'

const million = 1_000_000n
const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)

export type TotalInput = { currency: string; lines: readonly PricedLine[]; discounts: readonly Discount[]; tax: TaxTreatment }

const isDiscounted = ({ kind, amountMinor }: PricedLine): boolean => amountMinor > 0n && kind !== 'top_up' && kind !== 'credit' && kind !== 'commitment' && kind !== 'carried'

/**
 * The one place that adds an invoice up: coupons first (in the order given, each rounded once and spread over the positive lines by
 * largest remainder), then tax, rounded once half to even on the sum of the taxable lines. Money bought (a top-up), credit,
 * what a commitment lacks and what was carried from an earlier invoice are not discounted. Every part sums to its whole.
 *
 * What would make the invoice negative is returned as `carryMinor` and balanced by a last line of kind `credit`:
 * `totalMinor − carryMinor` is always what the lines and their tax come to.
 */
export function totalOf({ currency, lines, discounts, tax }: TotalInput): Totalled {
  const cuts = discounts.reduce<bigint[][]>((done, discount) => [...done, cutOf(discount, currency, lines, done)], [])
  const cutOfLine = lines.map((_line, at) => sumOf(cuts.map((cut) => cut[at] ?? 0n)))
  const net = beforeTax(currency, lines, cutOfLine, tax)
  const discountMinor = sumOf(net.lines.map((line) => line.discountMinor))
  return {
    currency, discountMinor, ...settle(net),
    discounts: namedDiscounts(discounts, cuts, discountMinor, currency),
  }
}

/** What one coupon takes off each line, given what those before it took. */
function cutOf({ value }: Discount, currency: string, lines: readonly PricedLine[], before: readonly bigint[][]): bigint[] {
  const left = lines.map((line, at) => (isDiscounted(line) ? line.amountMinor - sumOf(before.map((cut) => cut[at] ?? 0n)) : 0n))
  const base = sumOf(left)
  if (base === 0n) return left
  if (value.kind === 'fixed') assert(value.currency === currency && value.amountMinor >= 0n, 'a coupon in the invoice’s currency')
  else assert(value.ppm >= 0 && value.ppm <= 1_000_000, 'a share between nothing and all')
  const wanted = value.kind === 'fixed' ? value.amountMinor : divideHalfEven(base * BigInt(value.ppm), million)
  return allocate(money(wanted < base ? wanted : base, currency), left).map(({ minor }) => minor)
}

type Net = { lines: TotalledLine[]; taxLines: TaxLine[]; subtotalMinor: bigint; taxMinor: bigint }

function beforeTax(currency: string, lines: readonly PricedLine[], cuts: readonly bigint[], tax: TaxTreatment): Net {
  const { rule } = tax
  const after = lines.map((line, at) => line.amountMinor - (cuts[at] ?? 0n))
  const base = sumOf(after.filter((_amount, at) => lines[at]?.isTaxable))
  const taxed = taxOn(money(base, currency), rule)
  const taxInside = rule?.isInclusive ? taxInLines(lines, after, taxed.tax.minor, BigInt(rule.ratePpm)) : lines.map(() => 0n)
  const inside = (amount: bigint, line: PricedLine) => (rule?.isInclusive && line.isTaxable ? divideHalfEven(amount * BigInt(rule.ratePpm), million + BigInt(rule.ratePpm)) : 0n)
  const totalled = lines.map(({ isTaxable, ...line }, at): TotalledLine => {
    const cut = cuts[at] ?? 0n
    const discountMinor = cut - inside(cut, { ...line, isTaxable })
    const amountMinor = (after[at] ?? 0n) - (taxInside[at] ?? 0n) + discountMinor
    const unitMinor = line.amountMinor === amountMinor ? line.unitMinor : divideHalfEven(amountMinor, BigInt(Math.max(1, line.quantity)))
    return { ...line, unitMinor, amountMinor, discountMinor, taxPpm: isTaxable ? rule?.ratePpm ?? 0 : 0 }
  })
  const subtotalMinor = sumOf(totalled.map((line) => line.amountMinor - line.discountMinor))
  return { lines: totalled, taxLines: taxLinesOf(tax, taxed.subtotal.minor, taxed.tax.minor), subtotalMinor, taxMinor: taxed.tax.minor }
}

/** The tax inside inclusive prices, line by line: each line's exact part rounded down, what is left by largest remainder. */
function taxInLines(lines: readonly PricedLine[], after: readonly bigint[], taxMinor: bigint, ppm: bigint): bigint[] {
  const whole = million + ppm
  const exact = after.map((amount, at) => (lines[at]?.isTaxable ? amount * ppm : 0n))
  const rests = exact.map((part) => ((part % whole) + whole) % whole)
  const parts = exact.map((part, at) => (part - (rests[at] ?? 0n)) / whole)
  let left = taxMinor - sumOf(parts)
  const order = rests.map((rest, at) => ({ rest, at })).sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))
  for (const { at } of order) {
    if (left === 0n) break
    parts[at] = (parts[at] ?? 0n) + 1n
    left -= 1n
  }
  return parts
}

const noteNames = {
  reverse_charge: { en: 'Reverse charge: the buyer accounts for the tax', ar: 'احتساب عكسي: يتولّى المشتري احتساب الضريبة' },
  exempt: { en: 'Tax exempt', ar: 'معفى من الضريبة' },
} as const

function taxLinesOf({ rule, note }: TaxTreatment, baseMinor: bigint, amountMinor: bigint): TaxLine[] {
  if (rule) return [{ ...rule, baseMinor, amountMinor, note: null }]
  return note ? [{ name: noteNames[note], ratePpm: 0, isInclusive: false, baseMinor, amountMinor: 0n, note }] : []
}

/** Brings what is negative to zero: tax given back and credit beyond the invoice are carried. */
function settle({ lines, taxLines, subtotalMinor, taxMinor }: Net) {
  const carryTaxMinor = taxMinor < 0n ? -taxMinor : 0n
  const dueTax = taxMinor + carryTaxMinor
  const beyond = subtotalMinor + dueTax < 0n ? -(subtotalMinor + dueTax) : 0n
  const balance = beyond === 0n ? [] : [creditLine(beyond)]
  return {
    lines: [...lines, ...balance],
    taxLines: taxLines.map((line) => (carryTaxMinor > 0n ? { ...line, amountMinor: 0n } : line)),
    subtotalMinor: subtotalMinor + beyond,
    taxMinor: dueTax,
    totalMinor: subtotalMinor + beyond + dueTax,
    carryMinor: beyond + carryTaxMinor,
    carryTaxMinor,
  }
}

const creditLine = (amountMinor: bigint): TotalledLine => ({
  kind: 'credit', description: { en: 'Moved to your wallet', ar: 'أُضيف إلى محفظتك' }, quantity: 1, unitMinor: amountMinor, amountMinor,
  discountMinor: 0n, taxPpm: 0, periodStart: null, periodEnd: null,
})

function namedDiscounts(discounts: readonly Discount[], cuts: readonly bigint[][], discountMinor: bigint, currency: string): DiscountLine[] {
  if (discounts.length === 0) return []
  const parts = allocate(money(discountMinor, currency), cuts.map(sumOf))
  return discounts.map(({ redemptionId, name }, at) => ({ redemptionId, name, amountMinor: parts[at]?.minor ?? 0n }))
}
