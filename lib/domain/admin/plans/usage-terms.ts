import { tierModes, type TierPricing, type UsageTier } from '@/lib/domain/billing/invoices/usage/tiers'
import { invalidField } from '@/lib/kernel/error'
import { decimalToScaled, parseMoney, scaledToDecimal, toDecimal } from '@/lib/kernel/money'
import { parsePicos } from '@/lib/kernel/rate'
import type { PlanDraft, TierInput } from './schema'
import type { UsageTermsView } from './view'

/** How a version prices usage beyond its allowance, as it is stored. */
export type UsageTerms = {
  usageTierMode: TierPricing['mode'] | null
  usageTierBasis: TierPricing['basis'] | null
  minimumCommitmentMinor: bigint | null
  thresholdInvoiceMinor: bigint | null
  tiers: UsageTier[]
}

/** The currencies of prices, each once. */
export const currenciesOf = (prices: readonly { currency: string }[]): string[] => [...new Set(prices.map(({ currency }) => currency))]

const ppmPerPercent = 4

/** A decimal text as money of `currency`, or null for none. @throws DomainError invalid_input on `field` */
export function minorOf(field: string, text: string | null | undefined, currency: string): bigint | null {
  if (text === null || text === undefined) return null
  const amount = parseMoney(text, currency)
  if (!amount) throw invalidField(field, 'invalid')
  return amount.minor
}

function needed<T>(value: T | null, field: string): T {
  if (value === null) throw invalidField(field, 'required')
  return value
}

function scaled(field: string, text: string | null | undefined, digits: number): bigint | null {
  if (text === null || text === undefined) return null
  if ((text.split('.')[1] ?? '').length > digits) throw invalidField(field, 'invalid')
  return decimalToScaled(text, digits)
}

/** A count of tokens, or what they are worth at list price, in picos. */
function unitsOf(field: string, text: string | null | undefined, basis: 'value' | 'tokens'): bigint | null {
  const units = basis === 'tokens' ? scaled(field, text, 0) : text ? parsePicos(text) : null
  if (units === undefined) throw invalidField(field, 'invalid')
  if (units !== null && units <= 0n) throw invalidField(field, 'tooSmall', { min: 1 })
  return units
}

function tierOf(row: TierInput, at: number, mode: string, basis: 'value' | 'tokens', currency: string): UsageTier {
  const field = (name: keyof TierInput): string => `tiers.${at}.${name}`
  const isPackage = mode === 'package'
  const rate = isPackage ? null : needed(scaled(field('rate'), row.rate, basis === 'value' ? ppmPerPercent : 6), field('rate'))
  if (basis === 'value' && rate !== null && rate > 10_000_000n) throw invalidField(field('rate'), 'tooBig', { max: 1_000 })
  return {
    upTo: unitsOf(field('upTo'), row.upTo, basis),
    ratePpm: basis === 'value' && rate !== null ? Number(rate) : null,
    microsPerMillion: basis === 'tokens' ? rate : null,
    flatMinor: minorOf(field('flat'), row.flat, currency) ?? 0n,
    packageSize: isPackage ? needed(unitsOf(field('packageSize'), row.packageSize, basis), field('packageSize')) : null,
    packageMinor: isPackage ? needed(minorOf(field('packagePrice'), row.packagePrice, currency), field('packagePrice')) : null,
  }
}

/** The steps in order: each ends beyond the one before, and only the last may have no end. */
function checkEnds(tiers: readonly UsageTier[]): void {
  tiers.forEach(({ upTo }, at) => {
    const before = tiers[at - 1]?.upTo ?? 0n
    if (upTo === null && at < tiers.length - 1) throw invalidField(`tiers.${at}.upTo`, 'required')
    if (upTo !== null && upTo <= before) throw invalidField(`tiers.${at}.upTo`, 'tierOrder')
  })
}

/** Amounts of money among the terms: they are of one currency. A share of the list price is of any. */
const holdsMoney = ({ minimumCommitmentMinor, thresholdInvoiceMinor, usageTierMode, usageTierBasis, tiers }: UsageTerms): boolean =>
  minimumCommitmentMinor !== null || thresholdInvoiceMinor !== null || (usageTierMode !== null && (usageTierBasis === 'tokens' || usageTierMode === 'package'))
  || tiers.some(({ upTo, flatMinor }) => upTo !== null || flatMinor > 0n)

/**
 * What staff wrote as it is stored.
 * @throws DomainError invalid_input; usageOneCurrency when amounts of money are asked of a version that is sold in several currencies
 */
export function usageTermsOf(input: Pick<PlanDraft, 'usagePrice' | 'usageBasis' | 'tiers' | 'minimumCommitment' | 'thresholdInvoice'>, currencies: readonly string[]): UsageTerms {
  const currency = currencies[0] ?? 'USD'
  const mode = tierModes.find((one) => one === input.usagePrice) ?? null
  const basis = mode && input.usageBasis
  const tiers = mode && basis ? input.tiers.map((row, at) => tierOf(row, at, mode, basis, currency)) : []
  if (mode && tiers.length === 0) throw invalidField('tiers.0.upTo', 'tiersNeeded')
  checkEnds(tiers)
  const thresholdInvoiceMinor = minorOf('thresholdInvoice', input.thresholdInvoice, currency)
  if (thresholdInvoiceMinor === 0n) throw invalidField('thresholdInvoice', 'tooSmall', { min: 1 })
  const terms = { usageTierMode: mode, usageTierBasis: basis, minimumCommitmentMinor: minorOf('minimumCommitment', input.minimumCommitment, currency), thresholdInvoiceMinor, tiers }
  if (currencies.length > 1 && holdsMoney(terms)) throw invalidField('usagePrice', 'usageOneCurrency')
  return terms
}

/** The terms as staff write them: sent back, they are the same terms. */
export function usageTermsView({ usageTierMode, usageTierBasis, minimumCommitmentMinor, thresholdInvoiceMinor, tiers }: Omit<UsageTerms, 'usageTierMode' | 'usageTierBasis'> & { usageTierMode: string | null; usageTierBasis: string | null }, currencies: readonly string[]): UsageTermsView {
  const currency = currencies[0] ?? 'USD'
  const basis = usageTierBasis === 'value' ? 'value' : 'tokens'
  const amount = (minor: bigint | null) => (minor === null ? null : toDecimal({ minor, currency }))
  const units = (value: bigint | null) => (value === null ? null : basis === 'tokens' ? value.toString() : trimmed(scaledToDecimal(value, 12)))
  return {
    currency, usagePrice: tierModes.find((one) => one === usageTierMode) ?? 'list', usageBasis: basis,
    minimumCommitment: amount(minimumCommitmentMinor), thresholdInvoice: amount(thresholdInvoiceMinor),
    tiers: tiers.map((tier) => ({
      upTo: units(tier.upTo), packageSize: units(tier.packageSize), packagePrice: amount(tier.packageMinor), flat: tier.flatMinor === 0n ? null : amount(tier.flatMinor),
      rate: tier.ratePpm !== null ? trimmed(scaledToDecimal(BigInt(tier.ratePpm), ppmPerPercent)) : tier.microsPerMillion !== null ? trimmed(scaledToDecimal(tier.microsPerMillion, 6)) : null,
    })),
  }
}

const trimmed = (decimal: string): string => decimal.replace(/\.?0+$/, '')
