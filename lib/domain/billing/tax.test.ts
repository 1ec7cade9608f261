import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { money } from '@/lib/kernel/money'
import { taxOn } from './tax'

const name = { en: 'VAT', ar: 'ضريبة القيمة المضافة' }
const rule = (ratePpm: number, isInclusive: boolean) => ({ name, ratePpm, isInclusive })

describe('tax', () => {
  it('adds up to the total and is never off by more than half a minor unit', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 0, max: 1_000_000 }), fc.boolean(), (minor, ppm, isInclusive) => {
      const { subtotal, tax, total } = taxOn(money(minor, 'USD'), rule(ppm, isInclusive))
      expect(subtotal.minor + tax.minor).toBe(total.minor)
      expect(isInclusive ? total.minor : subtotal.minor).toBe(minor)
      const million = 1_000_000n
      const exact = minor * BigInt(ppm)
      const whole = isInclusive ? million + BigInt(ppm) : million
      const off = 2n * (tax.minor * whole - exact)
      expect(off <= whole && off >= -whole).toBe(true)
    }))
  })

  it('is added to exclusive prices and taken out of inclusive ones', () => {
    expect(taxOn(money(2_900n, 'USD'), rule(150_000, false))).toMatchObject({ subtotal: { minor: 2_900n }, tax: { minor: 435n }, total: { minor: 3_335n } })
    expect(taxOn(money(2_900n, 'EUR'), rule(190_000, true))).toMatchObject({ subtotal: { minor: 2_437n }, tax: { minor: 463n }, total: { minor: 2_900n } })
    expect(taxOn(money(2_900n, 'USD'), null)).toMatchObject({ tax: { minor: 0n }, total: { minor: 2_900n } })
  })

  it('rounds halves to even', () => {
    expect(taxOn(money(10n, 'USD'), rule(50_000, false)).tax.minor).toBe(0n)
    expect(taxOn(money(30n, 'USD'), rule(50_000, false)).tax.minor).toBe(2n)
  })
})
