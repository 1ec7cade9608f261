import { picosToMoney } from '@/lib/kernel/rate'
import { tieredPicos, type Overage, type TierPricing } from './tiers'

export type UsagePricing = { tiers: TierPricing | null; commitmentMinor: bigint | null }

export type PeriodUsage = {
  currency: string
  overage: Overage
  /** Usage of the period that the wallet paid for; it counts towards a commitment. */
  walletPicos: bigint
  spendLimitPicos: bigint
  /** What earlier invoices ask for this period, before tax. */
  invoicedMinor: bigint
}

export type UsageOwed = { usageMinor: bigint; commitmentMinor: bigint; dueMinor: bigint }

/**
 * What a period asks for in all, rounded to money once, and what of it no invoice asks for yet. Each further invoice of a period
 * takes the difference of the rounded sums, so all of them together are one rounding. Steps never cost more than the spend limit.
 * @param isFinal the period is over: what its usage lacks of the plan's commitment is asked for too
 */
export function usageOwed(usage: PeriodUsage, { tiers, commitmentMinor }: UsagePricing, isFinal: boolean): UsageOwed {
  const { currency, overage, spendLimitPicos, walletPicos, invoicedMinor } = usage
  const limit = spendLimitPicos > overage.picos ? spendLimitPicos : overage.picos
  const priced = tiers ? tieredPicos(overage, tiers, currency) : overage.picos
  const usageMinor = picosToMoney(priced < limit ? priced : limit, currency).minor
  const reached = usageMinor + picosToMoney(walletPicos, currency).minor
  const lacking = isFinal && commitmentMinor !== null && commitmentMinor > reached ? commitmentMinor - reached : 0n
  return { usageMinor, commitmentMinor: lacking, dueMinor: usageMinor + lacking - invoicedMinor }
}
