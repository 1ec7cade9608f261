import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unusedOf, usedAheadOf } from './proration'

const at = (day: number): Date => new Date(Date.UTC(2026, 5, day)) // June has thirty days
const month = { startsAt: at(1), endsAt: at(31) }
const span = { ...month, billedUntil: month.endsAt, netMinor: 3_000n, creditedMinor: 0n }
const used = (usedTokens: bigint, includedTokens = 1_000n) => ({ ...month, includedTokens, usedTokens })

describe('what is used ahead of its time', () => {
  it.each([
    ['nothing, where the time’s share was used', at(16), used(500n), 0n], ['nothing, where less was used', at(16), used(0n), 0n],
    ['half of the rest, where half of its tokens are gone', at(16), used(750n), 750n], ['all of the rest, where all tokens are gone', at(2), used(1_000n), 2_900n],
    ['nothing, on a plan without tokens', at(2), used(0n, 0n), 0n],
  ])('is %s', (_name, instant, allowance, minor) => expect(usedAheadOf(span, instant, allowance)).toBe(minor))

  it('is the running month’s alone where a year is paid', () => {
    const year = { startsAt: at(1), endsAt: new Date(Date.UTC(2027, 5, 1)), billedUntil: new Date(Date.UTC(2027, 5, 1)), netMinor: 36_500n, creditedMinor: 0n }
    expect(usedAheadOf(year, at(1), used(1_000n))).toBe(3_000n)
  })

  it('is never more than the rest, and never less than nothing', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 30 * 86_400 }), fc.bigInt(0n, 10n ** 9n), fc.bigInt(0n, 10n ** 9n), fc.bigInt(0n, 10n ** 7n), (second, usedTokens, more, netMinor) => {
      const instant = new Date(month.startsAt.getTime() + second * 1_000)
      const sold = { ...span, netMinor }
      const ahead = usedAheadOf(sold, instant, used(usedTokens, usedTokens + more))
      expect(ahead >= 0n && ahead <= unusedOf(sold, instant)).toBe(true)
    }))
  })
})
