import { DomainError } from '@/lib/kernel/error'
import { exponentOf, money, type Money } from '@/lib/kernel/money'

/** Counted by Stripe in hundredths although they have none. Source: Stripe's "Supported currencies", special cases. */
const inHundredths = new Set(['ISK', 'UGX'])
/** Has hundredths, which Stripe does not count. */
const inWholes = new Set(['MGA'])

/**
 * An amount as Stripe counts it.
 * @throws DomainError unsupported where Stripe cannot take this exact amount: of three-decimal currencies it takes tenths only
 */
export function toStripeAmount({ minor, currency }: Money): { amount: number; currency: string } {
  if (exponentOf(currency) === 3 && minor % 10n !== 0n) throw new DomainError('unsupported', { internal: `Stripe takes ${currency} in steps of 10` })
  if (inWholes.has(currency) && minor % 100n !== 0n) throw new DomainError('unsupported', { internal: `Stripe takes ${currency} in wholes` })
  const amount = Number(inHundredths.has(currency) ? minor * 100n : inWholes.has(currency) ? minor / 100n : minor)
  if (!Number.isSafeInteger(amount)) throw new DomainError('unsupported', { internal: 'amount too large' })
  return { amount, currency: currency.toLowerCase() }
}

export function fromStripeAmount(amount: number, currency: string): Money {
  const code = currency.toUpperCase()
  if (inWholes.has(code)) return money(BigInt(amount) * 100n, code)
  return money(inHundredths.has(code) ? BigInt(amount) / 100n : BigInt(amount), code)
}
