import type { MemoryLife } from '@/lib/testing/memory-life'
import type { MemoryPlan } from '@/lib/testing/memory-life-types'
import type { Interval } from '../period'
import type { TaxTreatment } from '../tax/priced'

/** One life: what it begins with, what happens when, and every charge and credit that must come of it, in numbers. */
export type Life = {
  name: string
  given: {
    at: string; plan: string; interval?: Interval; quantity?: number; timeZone?: string; currency?: string; tax?: TaxTreatment; pays?: boolean; isTrial?: boolean; plans?: readonly MemoryPlan[]
  }
  steps?: readonly [at: string, act: (life: MemoryLife) => unknown][]
  until: string
  /** `when amount`, in minor units, tax included; when in UTC. */
  charges: readonly string[]
  credits?: readonly string[]
  status?: string
  /** Where the running period ends. */
  periodEnd?: string
}

export const usd: readonly MemoryPlan[] = [
  { code: 'free', rank: 1, month: 0n, year: 0n },
  { code: 'pro', rank: 2, month: 2_900n, year: 29_000n },
  { code: 'enterprise', rank: 3, month: 19_900n, year: 199_000n },
  { code: 'trial', rank: 2, trialDays: 14, month: 2_900n, year: 29_000n },
  { code: 'trialPlus', rank: 3, trialDays: 14, month: 9_900n, year: 99_000n },
  { code: 'short', rank: 2, trialDays: 3, month: 2_900n, year: 29_000n },
]
export const jpy: readonly MemoryPlan[] = [{ code: 'pro', rank: 2, month: 4_350n, year: 43_500n }, { code: 'enterprise', rank: 3, month: 29_800n, year: 298_000n }]
export const kwd: readonly MemoryPlan[] = [{ code: 'pro', rank: 2, month: 8_905n, year: 89_050n }, { code: 'enterprise', rank: 3, month: 61_250n, year: 612_500n }]

const name = { en: 'VAT', ar: 'ضريبة' }
export const vat15: TaxTreatment = { rule: { name, ratePpm: 150_000, isInclusive: false }, note: null }
export const vat19inside: TaxTreatment = { rule: { name, ratePpm: 190_000, isInclusive: true }, note: null }

/** The same charge at each of these instants. */
export const each = (amount: number, ...at: string[]): string[] => at.map((when) => `${when} ${amount}`)
