import { describe, expect, it } from 'vitest'
import { canonicalRange, isAllowedIp, isRangeWithin } from './ip-range'

describe('canonicalRange', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3/32'], ['10.1.2.3/8', '10.0.0.0/8'], [' 0.0.0.0/0 ', '0.0.0.0/0'], ['2001:db8::1', '2001:db8::1/128'], ['2001:DB8:0::/32', '2001:db8::/32'],
    ['::ffff:10.0.0.1', '10.0.0.1/32'], ['::ffff:10.0.0.0/104', '10.0.0.0/8'], ['::/0', '::/0'],
  ])('keeps %s as %s', (text, kept) => expect(canonicalRange(text)).toBe(kept))

  it.each(['', 'x', '10', '10.1.2', '010.1.2.3', '0x7f.0.0.1', '10.0.0.1/33', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/', 'fe80::1%eth0', '2001:db8::/129', '::ffff:10.0.0.0/90', '10.0.0.0/8 11.0.0.0/8'])(
    'refuses %j', (text) => expect(canonicalRange(text)).toBeNull())
})

describe('isAllowedIp', () => {
  it('lets everybody in where no range is named, and nobody whose address is unknown where one is', () => {
    expect(isAllowedIp(undefined, [])).toBe(true)
    expect(isAllowedIp(undefined, ['0.0.0.0/0'])).toBe(false)
    expect(isAllowedIp('rubbish', ['0.0.0.0/0'])).toBe(false)
  })

  it.each([
    ['10.255.255.255', ['10.0.0.0/8'], true], ['11.0.0.0', ['10.0.0.0/8'], false], ['192.0.2.7', ['10.0.0.0/8', '192.0.2.7/32'], true],
    ['2001:db8:ffff::9', ['2001:db8::/32'], true], ['2001:db9::', ['2001:db8::/32'], false], ['::ffff:10.1.1.1', ['10.0.0.0/8'], true],
    ['10.0.0.1', ['::/0'], false], ['2001:db8::1', ['0.0.0.0/0'], false],
  ])('%s in %j: %s', (ip, ranges, isIn) => expect(isAllowedIp(ip, ranges)).toBe(isIn))
})

it('isRangeWithin knows a smaller range inside a larger one, never the other way round', () => {
  expect(isRangeWithin('10.1.0.0/16', ['10.0.0.0/8'])).toBe(true)
  expect(isRangeWithin('10.0.0.0/8', ['10.1.0.0/16'])).toBe(false)
  expect(isRangeWithin('10.0.0.0/8', ['10.0.0.0/8'])).toBe(true)
  expect(isRangeWithin('2001:db8::/48', ['10.0.0.0/8', '2001:db8::/32'])).toBe(true)
})
