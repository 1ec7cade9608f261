import { DomainError } from '@/lib/kernel/error'
import { decimalToScaled, exponentOf, money, toDecimal, type Money } from '@/lib/kernel/money'

/** What PayPal takes. Source: PayPal's "Currency codes". */
export const paypalCurrencies = [
  'AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN', 'MYR', 'NOK', 'NZD', 'PHP', 'PLN', 'SEK', 'SGD', 'THB', 'TWD', 'USD',
] as const

/** Has hundredths, which PayPal does not take. */
const inWholes = new Set(['HUF', 'TWD'])

/** @throws DomainError unsupported where PayPal cannot take this exact amount */
export function toPayPalAmount(amount: Money): { currency_code: string; value: string } {
  if (!inWholes.has(amount.currency)) return { currency_code: amount.currency, value: toDecimal(amount) }
  if (amount.minor % 100n !== 0n) throw new DomainError('unsupported', { internal: `PayPal takes ${amount.currency} in wholes` })
  return { currency_code: amount.currency, value: String(amount.minor / 100n) }
}

/** Without its sign: reports write refunds as negative amounts. */
export function fromPayPalAmount({ currency_code, value }: { currency_code: string; value: string }): Money {
  const exponent = exponentOf(currency_code)
  const decimal = value.replace(/^-/, '')
  return money(decimalToScaled(exponent === 0 ? decimal.replace(/\.0+$/, '') : decimal, exponent), currency_code)
}
