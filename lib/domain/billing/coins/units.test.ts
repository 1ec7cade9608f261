import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coinAssets } from '@/lib/providers/chains/types'
import { coinText, unitsFor, valueMinor } from './units'

describe('coins and money', () => {
  it('what is asked for is rounded up to what a wallet can send', () => {
    expect(unitsFor(2_900n, 'USD', '76975', 'BTC')).toBe(37_675n) // 29 / 76,975 = 0.00037674569…
    expect(unitsFor(2_900n, 'USD', '3000', 'ETH')).toBe(9_666_670_000_000_000n) // 0.00966667
    expect(unitsFor(2_900n, 'USD', '1', 'USDT')).toBe(29_000_000n)
    expect(unitsFor(1_000n, 'KWD', '0.3', 'USDT')).toBe(3_333_334n) // 1.000 KWD
    expect(unitsFor(1_000n, 'JPY', '150', 'USDT')).toBe(6_666_667n)
  })

  it('what arrives is worth what it is, rounded down', () => {
    expect(valueMinor(37_675n, 'USD', '76975', 'BTC')).toBe(2_900n)
    expect(valueMinor(37_674n, 'USD', '76975', 'BTC')).toBe(2_899n)
    expect(valueMinor(1n, 'USD', '76975', 'BTC')).toBe(0n)
    expect(valueMinor(10n ** 18n, 'USD', '3000.129', 'ETH')).toBe(300_012n)
  })

  it('is written in coins without needless zeros', () => {
    expect([coinText(37_675n, 'BTC'), coinText(29_000_000n, 'USDT'), coinText(10n ** 10n, 'ETH'), coinText(0n, 'BTC')]).toEqual(['0.00037675', '29', '0.00000001', '0'])
  })

  it('whoever sends what was asked for has paid, at any rate and in any currency', () => {
    const rate = fc.tuple(fc.bigInt(1n, 10n ** 6n), fc.bigInt(0n, 10n ** 12n - 1n)).map(([whole, part]) => `${whole}.${part.toString().padStart(12, '0')}`)
    fc.assert(fc.property(fc.bigInt(1n, 10n ** 9n), fc.constantFrom('USD', 'JPY', 'KWD'), rate, fc.constantFrom(...coinAssets), (minor, currency, price, asset) => {
      expect(valueMinor(unitsFor(minor, currency, price, asset), currency, price, asset)).toBeGreaterThanOrEqual(minor)
    }))
  })
})
