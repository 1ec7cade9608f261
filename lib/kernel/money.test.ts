import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, allocate, divideHalfEven, formatMoney, formatPicos, money, parseMoney, scale, sum, toDecimal } from './money'

const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'AED')
const minor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })

describe('money', () => {
  it('refuses to add two currencies', () => {
    expect(() => add(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(/mixed currencies/)
  })

  it('keeps every digit through text and back, whatever the currency\'s exponent', () => {
    fc.assert(fc.property(minor, currency, (amount, code) => {
      expect(parseMoney(toDecimal(money(amount, code)), code)).toEqual(money(amount, code))
    }))
  })

  it.each([['1.234', 'USD'], ['1.5', 'JPY'], ['1e3', 'USD'], ['', 'USD'], ['١٢', 'USD'], ['--1', 'USD'], ['1.', 'USD'], ['NaN', 'USD']])(
    'reads %j %s as no amount at all', (text, code) => expect(parseMoney(text, code)).toBeUndefined())

  it('splits a total into parts that add up to it exactly', () => {
    fc.assert(fc.property(minor, fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }), (amount, weights) => {
      const parts = allocate(money(amount, 'USD'), weights)
      expect(sum(parts, 'USD')).toEqual(money(amount, 'USD'))
      for (const part of parts) expect(amount >= 0n ? part.minor >= 0n : part.minor <= 0n).toBe(true)
    }))
  })

  it('gives no part more than one minor unit away from its exact share', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.array(fc.bigInt({ min: 1n, max: 10n ** 6n }), { minLength: 1, maxLength: 12 }), (amount, weights) => {
      const whole = weights.reduce((a, b) => a + b, 0n)
      allocate(money(amount, 'USD'), weights).forEach((part, i) => {
        const difference = part.minor * whole - amount * (weights[i] ?? 0n)
        expect(difference < whole && difference > -whole).toBe(true)
      })
    }))
  })

  it.each([[5n, 2n, 2n], [7n, 2n, 4n], [-5n, 2n, -2n], [-7n, 2n, -4n], [1n, 3n, 0n], [2n, 3n, 1n], [0n, 9n, 0n]])(
    'rounds %s / %s half to even: %s', (a, b, expected) => expect(divideHalfEven(a, b)).toBe(expected))

  it('rounds a scaled amount by less than one minor unit', () => {
    fc.assert(fc.property(minor, fc.bigInt({ min: 0n, max: 10n ** 6n }), (amount, ppm) => {
      const rounded = scale(money(amount, 'USD'), ppm, 1_000_000n).minor
      const error = rounded * 1_000_000n - amount * ppm
      expect(error * 2n <= 1_000_000n && error * 2n >= -1_000_000n).toBe(true)
    }))
  })

  it.each([[123450n, 'USD', '$1,234.50'], [-3127n, 'USD', '\u2212$31.27'], [12500n, 'KWD', 'KWD 12.500'], [1234567n, 'JPY', 'JPY 1,234,567'], [0n, 'USD', '$0.00']])(
    'shows %s %s as %s', (amount, code, text) => expect(formatMoney(money(amount, code))).toBe(text))

  it.each([[3_100_000_000n, 'USD', '$0.0031'], [1n, 'USD', '$0.00'], [2_500_000_000_000n, 'USD', '$2.50'], [1_234_567_890_123n, 'USD', '$1.234568'], [0n, 'JPY', 'JPY 0']])(
    'shows a usage cost of %s picos %s as %s', (picos, code, text) => expect(formatPicos(picos, code)).toBe(text))
})
