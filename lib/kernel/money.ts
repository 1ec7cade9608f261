import { assert } from './assert'

/** An exact amount in the smallest unit of its currency ("minor": cents, halalas, fils). */
export type Money = { readonly minor: bigint; readonly currency: string }

const zeroDecimals = ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']
const threeDecimals = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']

/** Currencies whose digits after the point are not two, by how many they have. */
export const oddExponents: readonly { exponent: number; currencies: readonly string[] }[] = [{ exponent: 0, currencies: zeroDecimals }, { exponent: 3, currencies: threeDecimals }]

/** Digits after the point (ISO 4217): 2 unless the currency is in one of the tables. */
export function exponentOf(currency: string): number {
  if (zeroDecimals.includes(currency)) return 0
  return threeDecimals.includes(currency) ? 3 : 2
}

export function money(minor: bigint, currency: string): Money {
  assert(/^[A-Z]{3}$/.test(currency), `currency code ${currency}`)
  return { minor, currency }
}

export const zero = (currency: string): Money => money(0n, currency)

function sameCurrency(a: Money, b: Money): void {
  assert(a.currency === b.currency, `mixed currencies ${a.currency} and ${b.currency}`)
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return { minor: a.minor + b.minor, currency: a.currency }
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return { minor: a.minor - b.minor, currency: a.currency }
}

export function sum(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(add, zero(currency))
}

export const negate = (a: Money): Money => ({ minor: -a.minor, currency: a.currency })
export const isZero = (a: Money): boolean => a.minor === 0n
export const isNegative = (a: Money): boolean => a.minor < 0n

/** Integer division rounded half to even: the one rounding rule of the product. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, 'positive denominator')
  const negative = numerator < 0n
  const magnitude = negative ? -numerator : numerator
  const quotient = magnitude / denominator
  const twice = (magnitude % denominator) * 2n
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n)
  const rounded = up ? quotient + 1n : quotient
  return negative ? -rounded : rounded
}

/** `amount × numerator / denominator`, rounded half-even once. */
export function scale(amount: Money, numerator: bigint, denominator: bigint): Money {
  return { minor: divideHalfEven(amount.minor * numerator, denominator), currency: amount.currency }
}

/**
 * Splits `total` in proportion to `weights` so that the parts add up to it exactly (largest remainder; ties go to the
 * earlier part). All-zero weights put everything on the first part.
 */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  assert(weights.length > 0 && weights.every((weight) => weight >= 0n), 'weights are non-negative')
  const whole = weights.reduce((a, b) => a + b, 0n)
  if (whole === 0n) return weights.map((_, i) => ({ minor: i === 0 ? total.minor : 0n, currency: total.currency }))
  const sign = total.minor < 0n ? -1n : 1n
  const magnitude = total.minor * sign
  const parts = weights.map((weight) => (magnitude * weight) / whole)
  const remainders = weights.map((weight, index) => ({ index, rest: (magnitude * weight) % whole }))
  let left = magnitude - parts.reduce((a, b) => a + b, 0n)
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  for (const { index } of remainders) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts.map((minor) => ({ minor: minor * sign, currency: total.currency }))
}

/** `"31.27"` in USD → 3127 minor; undefined when it is not an exact amount of that currency. */
export function parseMoney(text: string, currency: string): Money | undefined {
  const match = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text.trim())
  if (!match) return undefined
  const exponent = exponentOf(currency)
  const fraction = match[3] ?? ''
  if (fraction.length > exponent) return undefined
  const minor = BigInt((match[2] ?? '') + fraction.padEnd(exponent, '0'))
  return money(match[1] === '-' ? -minor : minor, currency)
}

/** Plain decimal text without sign of currency: `3127` USD → `"31.27"`. For machines (API, CSV). */
export function toDecimal(amount: Money): string {
  return scaledToDecimal(amount.minor, exponentOf(amount.currency))
}

/** Decimal text as a whole number of 1e-`exponent`: `("12.5", 6)` → 12_500_000n. The text must be one, with no more digits than that. */
export function decimalToScaled(decimal: string, exponent: number): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.')
  assert(/^\d+$/.test(whole) && /^\d*$/.test(fraction) && fraction.length <= exponent, 'decimal fits its scale')
  return BigInt(whole + fraction.padEnd(exponent, '0'))
}

/** An integer of `10^-exponent` units as decimal text with exactly `exponent` digits after the point. */
export function scaledToDecimal(value: bigint, exponent: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const sign = value < 0n ? '-' : ''
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`
}

const symbols: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }
const group = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, ',')

function withCurrency(decimal: string, currency: string): string {
  const negative = decimal.startsWith('-')
  const [whole = '0', fraction] = decimal.replace('-', '').split('.')
  const number = fraction === undefined ? group(whole) : `${group(whole)}.${fraction}`
  const symbol = symbols[currency]
  return `${negative ? '\u2212' : ''}${symbol ? `${symbol}${number}` : `${currency} ${number}`}`
}

/** For people, the same string in every language: `$1,234.50`, `KWD 12.500`, minus as U+2212. */
export function formatMoney(amount: Money): string {
  return withCurrency(toDecimal(amount), amount.currency)
}

/** Sub-cent usage cost for people: at least the currency's digits, at most six. `picos` = 1e-12 major units. */
export function formatPicos(picos: bigint, currency: string): string {
  const [whole = '0', fraction = ''] = scaledToDecimal(divideHalfEven(picos, 1_000_000n), 6).split('.')
  const digits = fraction.replace(/0+$/, '').padEnd(exponentOf(currency), '0')
  return withCurrency(digits ? `${whole}.${digits}` : whole, currency)
}
