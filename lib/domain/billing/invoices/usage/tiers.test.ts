import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moneyToPicos, picosToMoney } from '@/lib/kernel/rate'
import { money } from '@/lib/kernel/money'
import { usageOwed } from './owed'
import { usageLines } from './lines'
import { splitByTier, tieredPicos, type TierPricing, type UsageTier } from './tiers'

const usd = (minor: bigint): bigint => moneyToPicos(money(minor, 'USD'))
const none = { upTo: null, ratePpm: null, microsPerMillion: null, flatMinor: 0n, packageSize: null, packageMinor: null } satisfies UsageTier
const byValue: UsageTier[] = [{ ...none, upTo: usd(10_000n), ratePpm: 1_000_000 }, { ...none, upTo: usd(50_000n), ratePpm: 900_000 }, { ...none, ratePpm: 750_000 }]
const minor = (usage: { picos?: bigint; tokens?: bigint }, pricing: TierPricing, currency = 'USD') =>
  picosToMoney(tieredPicos({ picos: usage.picos ?? 0n, tokens: usage.tokens ?? 0n }, pricing, currency), currency).minor

describe('steps of usage', () => {
  it('graduated by value price each part at its own rate: $100 whole, $400 at 90 %, the rest at 75 %', () => {
    const pricing = { mode: 'graduated', basis: 'value', tiers: byValue } as const
    expect([9_999n, 10_000n, 10_001n, 50_000n, 80_000n].map((value) => minor({ picos: usd(value) }, pricing))).toEqual([9_999n, 10_000n, 10_001n, 46_000n, 68_500n])
  })

  it('volume by value price all of it at the rate of the last step reached', () => {
    const pricing = { mode: 'volume', basis: 'value', tiers: byValue } as const
    expect([10_000n, 20_000n, 50_000n, 80_000n].map((value) => minor({ picos: usd(value) }, pricing))).toEqual([10_000n, 18_000n, 45_000n, 60_000n])
  })

  it('by tokens price a million at $0.50, then $0.20, with a fee once when the second step is reached', () => {
    const tiers = [{ ...none, upTo: 1_000_000n, microsPerMillion: 500_000n }, { ...none, microsPerMillion: 200_000n, flatMinor: 300n }]
    const pricing = { mode: 'graduated', basis: 'tokens', tiers } as const
    expect([500_000n, 1_000_000n, 3_000_000n].map((tokens) => minor({ tokens }, pricing))).toEqual([25n, 50n, 390n])
  })

  it('package price every begun package of each step', () => {
    const tiers = [{ ...none, upTo: 1_000_000n, packageSize: 100_000n, packageMinor: 10n }, { ...none, packageSize: 1_000_000n, packageMinor: 60n }]
    const pricing = { mode: 'package', basis: 'tokens', tiers } as const
    expect([0n, 1n, 100_000n, 100_001n, 1_000_000n, 1_000_001n, 3_500_000n].map((tokens) => minor({ tokens }, pricing))).toEqual([0n, 10n, 10n, 20n, 100n, 160n, 280n])
  })

  it('price currencies of no and of three decimals in their own minor unit', () => {
    const tiers = [{ ...none, packageSize: 1_000n, packageMinor: 7n }]
    const pricing = { mode: 'package', basis: 'tokens', tiers } as const
    expect([minor({ tokens: 2_500n }, pricing, 'JPY'), minor({ tokens: 2_500n }, pricing, 'KWD')]).toEqual([21n, 21n])
    expect(tieredPicos({ picos: 0n, tokens: 2_500n }, pricing, 'KWD')).toBe(21_000_000_000n)
  })

  it('split any quantity into parts that are the whole', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 18n), fc.uniqueArray(fc.bigInt(1n, 10n ** 18n), { maxLength: 6 }), (units, ends) => {
      const tiers = [...ends.sort((a, b) => (a < b ? -1 : 1)).map((upTo) => ({ ...none, upTo })), none]
      expect(splitByTier(units, tiers).reduce((a, b) => a + b, 0n)).toBe(units)
    }))
  })

  it('graduated never cost more for less usage, and the list price where all rates are whole', () => {
    const rate = fc.integer({ min: 0, max: 2_000_000 })
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 17n), fc.bigInt(0n, 10n ** 16n), rate, rate, (picos, more, first, second) => {
      const pricing = { mode: 'graduated', basis: 'value', tiers: [{ ...none, upTo: 10n ** 16n, ratePpm: first }, { ...none, ratePpm: second }] } as const
      expect(tieredPicos({ picos: picos + more, tokens: 0n }, pricing, 'USD') >= tieredPicos({ picos, tokens: 0n }, pricing, 'USD')).toBe(true)
      const plain = { ...pricing, tiers: [{ ...none, ratePpm: 1_000_000 }] }
      expect(tieredPicos({ picos, tokens: 0n }, plain, 'USD')).toBe(picos)
    }))
  })
})

describe('what a period owes', () => {
  const base = { currency: 'USD', walletPicos: 0n, spendLimitPicos: usd(100_000n), invoicedMinor: 0n }
  const listed = { tiers: null, commitmentMinor: null }

  it('is one rounding however many invoices it is spread over', () => {
    fc.assert(fc.property(fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 12 }), fc.constantFrom('USD', 'JPY', 'KWD'), (parts, currency) => {
      let [picos, invoicedMinor] = [0n, 0n]
      for (const part of parts) {
        picos += part
        invoicedMinor += usageOwed({ ...base, currency, overage: { picos, tokens: 0n }, spendLimitPicos: 10n ** 18n, invoicedMinor }, listed, false).dueMinor
      }
      expect(invoicedMinor).toBe(picosToMoney(picos, currency).minor)
    }))
  })

  it('tops up to the commitment at the end only, and what the wallet paid counts', () => {
    const pricing = { tiers: null, commitmentMinor: 5_000n }
    const usage = { ...base, overage: { picos: usd(1_200n), tokens: 0n } }
    expect(usageOwed(usage, pricing, false)).toEqual({ usageMinor: 1_200n, commitmentMinor: 0n, dueMinor: 1_200n })
    expect(usageOwed(usage, pricing, true)).toEqual({ usageMinor: 1_200n, commitmentMinor: 3_800n, dueMinor: 5_000n })
    expect(usageOwed({ ...usage, walletPicos: usd(3_000n) }, pricing, true)).toMatchObject({ commitmentMinor: 800n, dueMinor: 2_000n })
    expect(usageOwed({ ...usage, overage: { picos: usd(6_000n), tokens: 0n } }, pricing, true)).toMatchObject({ commitmentMinor: 0n, dueMinor: 6_000n })
    expect(usageOwed({ ...usage, overage: { picos: usd(1_300n), tokens: 0n }, invoicedMinor: 5_000n }, pricing, true).dueMinor).toBe(0n)
  })

  it('never passes the spend limit, whatever the steps ask', () => {
    const tiers = { mode: 'package', basis: 'tokens', tiers: [{ ...none, packageSize: 1_000_000n, packageMinor: 9_000n }] } as const
    const usage = { ...base, spendLimitPicos: usd(2_000n), overage: { picos: usd(1_000n), tokens: 5n } }
    expect(usageOwed(usage, { tiers, commitmentMinor: null }, true).dueMinor).toBe(2_000n)
  })

  it('is told by lines that add up to it exactly', () => {
    fc.assert(fc.property(fc.array(fc.bigInt(1n, 10n ** 13n), { minLength: 1, maxLength: 8 }), fc.bigInt(0n, 10_000n), (picos, commitment) => {
      const models = picos.map((one, at) => ({ slug: `m${at}`, name: `M${at}`, picos: one, tokens: 10n, requests: 1n }))
      const total = picos.reduce((a, b) => a + b, 0n)
      const owed = usageOwed({ ...base, spendLimitPicos: 10n ** 18n, overage: { picos: total, tokens: 0n } }, { tiers: null, commitmentMinor: commitment }, true)
      const { lines, charges } = usageLines({ currency: 'USD', startsAt: new Date(0), endsAt: new Date(1), includedTokens: 5n, usedTokens: 5n, models, owed, isLate: false })
      expect(lines.reduce((sum, { line }) => sum + line.amountMinor, 0n)).toBe(owed.dueMinor)
      expect(charges.reduce((sum, { picos: one }) => sum + one, 0n)).toBe(total)
      expect(lines[0]?.line.amountMinor).toBe(0n)
    }))
  })
})
