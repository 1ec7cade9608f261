import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costPicos, moneyToPicos, parsePicos, picosToMoney, type Rate } from './rate'
import { money, scaledToDecimal } from './money'

const rate: Rate = { currency: 'USD', inputMicrosPerMillion: 150_000n, cachedInputMicrosPerMillion: 75_000n, outputMicrosPerMillion: 600_000n, requestMicros: 0n }
const tokens = fc.integer({ min: 0, max: 2_000_000 })

describe('usage cost', () => {
  it('is exact: $0.15 and $0.60 per million tokens', () => {
    expect(costPicos(rate, { input: 1_000_000, cachedInput: 0, output: 0 })).toBe(150_000_000_000n)
    expect(costPicos(rate, { input: 1, cachedInput: 0, output: 1 })).toBe(750_000n)
  })

  it('prices cached input at its own rate', () => {
    expect(costPicos(rate, { input: 10, cachedInput: 10, output: 0 })).toBe(750_000n)
  })

  it('adds the price of the request itself once', () => {
    expect(costPicos({ ...rate, requestMicros: 2n }, { input: 0, cachedInput: 0, output: 0 })).toBe(2_000_000n)
  })

  it('costs the same whether requests are priced one by one or together', () => {
    fc.assert(fc.property(tokens, tokens, tokens, tokens, (a, b, c, d) => {
      const together = costPicos(rate, { input: a + c, cachedInput: 0, output: b + d })
      expect(costPicos(rate, { input: a, cachedInput: 0, output: b }) + costPicos(rate, { input: c, cachedInput: 0, output: d })).toBe(together)
    }))
  })

  it('survives the way from money to picos and back', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.constantFrom('USD', 'JPY', 'KWD'), (minor, currency) => {
      expect(picosToMoney(moneyToPicos(money(minor, currency)), currency)).toEqual(money(minor, currency))
    }))
  })

  it('rounds to money half to even, once', () => {
    expect(picosToMoney(5_000_000_000n, 'USD').minor).toBe(0n)
    expect(picosToMoney(15_000_000_000n, 'USD').minor).toBe(2n)
  })
})

describe('parsePicos', () => {
  it('reads back every exact decimal, and nothing else', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (picos) => parsePicos(scaledToDecimal(picos, 12)) === picos))
    expect(parsePicos('0.0031')).toBe(3_100_000_000n)
    expect(parsePicos('3')).toBe(3_000_000_000_000n)
    expect(['x', '', '1.', '.5', '1e3', '0.0000000000001'].map(parsePicos)).toEqual(Array(6).fill(undefined))
  })
})
