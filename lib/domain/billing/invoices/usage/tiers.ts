import { assert } from '@/lib/kernel/assert'
import { divideHalfEven } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'

export const tierModes = ['graduated', 'volume', 'package'] as const
export const tierBases = ['value', 'tokens'] as const

/** One step. `upTo` is its last unit (null = no end); units are picos at list price, or tokens. */
export type UsageTier = {
  upTo: bigint | null
  ratePpm: number | null
  microsPerMillion: bigint | null
  flatMinor: bigint
  packageSize: bigint | null
  packageMinor: bigint | null
}

export type TierPricing = { mode: (typeof tierModes)[number]; basis: (typeof tierBases)[number]; tiers: readonly UsageTier[] }

/** A period's overage: what it is worth at list price, and the tokens behind it. */
export type Overage = { picos: bigint; tokens: bigint }

const million = 1_000_000n

/** The units that fall into each step, in the steps' order. */
export function splitByTier(units: bigint, tiers: readonly UsageTier[]): bigint[] {
  let from = 0n
  return tiers.map(({ upTo }) => {
    const end = upTo === null || upTo > units ? units : upTo
    const part = end > from ? end - from : 0n
    from = upTo ?? units
    return part
  })
}

/** What `part` units cost in a step, in millionths of a pico, so that nothing is rounded before the sum. */
function costOf(part: bigint, tier: UsageTier, { mode, basis }: TierPricing, minorPicos: bigint): bigint {
  if (part === 0n) return 0n
  const flat = tier.flatMinor * minorPicos * million
  if (mode === 'package') {
    const size = tier.packageSize ?? part
    return flat + ((part + size - 1n) / size) * (tier.packageMinor ?? 0n) * minorPicos * million
  }
  return flat + (basis === 'value' ? part * BigInt(tier.ratePpm ?? 1_000_000) : part * (tier.microsPerMillion ?? 0n) * million)
}

/**
 * What a period's overage costs under its plan's steps, exact to the pico (rounded half to even once). Graduated: each unit at the
 * rate of the step it falls into. Volume: all units at the rate of the step that the last one falls into. Package: begun packages
 * of each step. Usage beyond the last step's end is at that step.
 */
export function tieredPicos({ picos, tokens }: Overage, pricing: TierPricing, currency: string): bigint {
  const units = pricing.basis === 'value' ? picos : tokens
  const tiers = pricing.tiers.map((tier, at) => (at === pricing.tiers.length - 1 ? { ...tier, upTo: null } : tier))
  assert(tiers.length > 0, 'usage steps')
  const minorPicos = picosPerMinor(currency)
  if (pricing.mode !== 'volume') {
    const parts = splitByTier(units, tiers)
    return divideHalfEven(tiers.reduce((sum, tier, at) => sum + costOf(parts[at] ?? 0n, tier, pricing, minorPicos), 0n), million)
  }
  const holder = tiers.find(({ upTo }) => upTo === null || units <= upTo)
  return holder ? divideHalfEven(costOf(units, holder, pricing, minorPicos), million) : 0n
}
