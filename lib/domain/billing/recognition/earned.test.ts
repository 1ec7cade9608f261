import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { earnedAt } from './earned'

const [startsAt, endsAt] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')]
const line = (amountMinor: bigint) => ({ amountMinor, startsAt, endsAt })

describe('what is earned of a line', () => {
  it.each([
    ['2026-02-28T23:59:59.999Z', 0n], ['2026-03-01T00:00:00Z', 0n], ['2026-03-02T00:00:00Z', 100n], ['2026-03-16T12:00:00Z', 1_550n], ['2026-03-31T23:59:59.999Z', 3_099n],
    ['2026-04-01T00:00:00Z', 3_100n], ['2027-01-01T00:00:00Z', 3_100n],
  ])('at %s is %s of 31.00', (at, minor) => {
    expect(earnedAt(line(3_100n), new Date(at))).toBe(minor)
  })

  it('of credit runs the other way by the same amounts', () => {
    expect(earnedAt(line(-3_100n), new Date('2026-03-02T00:00:00Z'))).toBe(-100n)
  })

  it('never shrinks as time passes, never passes the amount, and is whole at the end', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 12n), fc.array(fc.integer({ min: -10, max: 3_000_000 }), { minLength: 2, maxLength: 6 }), (amount, seconds) => {
      const seen = seconds.toSorted((a, b) => a - b).map((one) => earnedAt(line(amount), new Date(startsAt.getTime() + one * 1_000)))
      expect(seen.every((minor, i) => minor >= (seen[i - 1] ?? 0n) && minor <= amount)).toBe(true)
      expect(earnedAt(line(amount), endsAt)).toBe(amount)
    }))
  })

  it('of a line without length is all of it', () => {
    expect(earnedAt({ amountMinor: 5n, startsAt, endsAt: startsAt }, startsAt)).toBe(5n)
  })
})
