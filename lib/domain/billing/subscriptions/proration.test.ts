import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt, shareOf, toSecond, unusedOf, usedAheadOf } from './proration'

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

describe('a second of service', () => {
  it.each([['2026-06-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'], ['2026-06-01T00:00:00.999Z', '2026-06-01T00:00:00.000Z'], ['2026-06-01T00:00:01.001Z', '2026-06-01T00:00:01.000Z']])(
    '%s is in the one that begins at %s', (instant, second) => expect(toSecond(new Date(instant)).toISOString()).toBe(second))
})

describe('a share of a period', () => {
  it.each([
    ['the whole', 3_000n, at(1), at(31), 3_000n], ['nothing', 3_000n, at(7), at(7), 0n], ['a third', 3_000n, at(1), at(11), 1_000n], ['the last third', 3_000n, at(21), at(31), 1_000n],
    ['half a unit, to the even one below', 1n, at(1), at(16), 0n], ['one and a half, to the even one above', 3n, at(1), at(16), 2n],
  ])('that is %s of the time costs as much', (_name, price, startsAt, endsAt, minor) => expect(shareOf(price, { startsAt, endsAt }, month)).toBe(minor))
})

describe('what is not used up', () => {
  it.each([
    ['all before it begins', span, at(-5), 3_000n], ['all as it begins', span, at(1), 3_000n], ['two thirds after a third', span, at(11), 2_000n], ['nothing as it ends', span, at(31), 0n],
    ['nothing after it ended', span, at(40), 0n], ['less what was given back', { ...span, creditedMinor: 500n }, at(11), 1_500n],
    ['nothing once it was cut, also when nothing was given back', { ...span, endsAt: at(11) }, at(11), 0n], ['its rest as billed while it is cut later', { ...span, endsAt: at(21), creditedMinor: 1_000n }, at(11), 1_000n],
  ])('is %s', (_name, held, instant, minor) => expect(unusedOf(held, instant)).toBe(minor))
})

describe('what is used ahead of its time, at the edges', () => {
  const later = { ...month, startsAt: at(11), includedTokens: 1_000n, usedTokens: 1_000n }
  it.each([
    ['nothing before the month begins', span, at(10), later, 0n], ['the whole rest as it begins', span, at(11), later, 2_000n], ['nothing as the month ends', span, at(31), used(1_000n), 0n],
    ['nothing once the service was cut', { ...span, endsAt: at(16) }, at(16), used(1_000n), 0n], ['the rest until the service ends', { ...span, endsAt: at(21) }, at(11), used(1_000n), 2_000n],
    ['no more than the rest, where more tokens than the month has are gone', span, at(16), used(5_000n), 1_500n], ['nothing, exactly on time', span, at(11), used(333n, 999n), 0n],
    ['a little, one token ahead', { ...span, netMinor: 3_000_000n }, at(16), used(501n), 3_000n],
  ])('is %s', (_name, held, instant, allowance, minor) => expect(usedAheadOf(held, instant, allowance)).toBe(minor))
})

describe('a span that is cut', () => {
  it.each([
    ['in its middle ends there, with what is given back', at(11), { endsAt: at(11), creditedMinor: 2_000n }], ['as it begins is empty', at(1), { endsAt: at(1), creditedMinor: 2_000n }],
    ['before it begins is empty, not shorter', at(-3), { endsAt: at(1), creditedMinor: 2_000n }], ['as it ends stays as it is', at(31), {}], ['after it ended stays as it is', at(40), {}],
  ])('%s', (_name, instant, change) => expect(cutAt(span, instant, 2_000n)).toEqual({ ...span, ...change }))

  it('adds to what was given back before', () => {
    expect(cutAt({ ...span, creditedMinor: 300n }, at(11), 200n)).toEqual({ ...span, endsAt: at(11), creditedMinor: 500n })
  })
})
