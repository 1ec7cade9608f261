import { describe, expect, it } from 'vitest'
import { mostSpecific, treat, type TaxedBuyer } from './tax-treatment'

const name = { en: 'VAT', ar: 'ضريبة القيمة المضافة' }
const rate = { region: null, name, ratePpm: 190_000, isInclusive: false, reverseCharge: true }
const buyer = (more: Partial<TaxedBuyer> & { taxId?: string | null } = {}): TaxedBuyer => ({
  country: 'DE', region: null, isTaxExempt: false, party: { name: 'B', address: [], country: 'DE', taxId: more.taxId ?? null, email: null }, ...more,
})

describe('how a buyer is taxed', () => {
  it('is the rate of their country', () => {
    expect(treat(buyer(), 'IE', rate)).toEqual({ rule: { name, ratePpm: 190_000, isInclusive: false }, note: null })
    expect(treat(buyer(), 'IE', null)).toEqual({ rule: null, note: null })
  })

  it('is reversed abroad with a tax id of the right form, and only where the rate allows it', () => {
    expect(treat(buyer({ taxId: 'DE 123456789' }), 'IE', rate)).toEqual({ rule: null, note: 'reverse_charge' })
    expect(treat(buyer({ taxId: 'DE 12345' }), 'IE', rate).note).toBeNull()
    expect(treat(buyer({ taxId: 'DE 123456789' }), 'DE', rate).note).toBeNull()
    expect(treat(buyer({ taxId: 'DE 123456789' }), 'IE', { ...rate, reverseCharge: false }).note).toBeNull()
  })

  it('is none for the exempt, with the word for it', () => {
    expect(treat(buyer({ isTaxExempt: true, taxId: 'DE123456789' }), 'IE', rate)).toEqual({ rule: null, note: 'exempt' })
  })

  it('is the region’s rate before the country’s', () => {
    const rates = [{ region: null, ppm: 50_000 }, { region: 'QC', ppm: 149_750 }, { region: 'ON', ppm: 130_000 }]
    expect([mostSpecific(rates, 'QC')?.ppm, mostSpecific(rates, 'AB')?.ppm, mostSpecific(rates, null)?.ppm, mostSpecific([], 'QC')]).toEqual([149_750, 50_000, 50_000, null])
  })
})
