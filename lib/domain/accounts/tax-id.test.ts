import { describe, expect, it } from 'vitest'
import { hasTaxIdForm, knowsTaxIds, normalizeTaxId } from './tax-id'

describe('a tax id', () => {
  it.each([
    ['DE', 'DE 123 456 789', true], ['DE', 'DE12345678', false], ['DE', 'FR12345678901', false], ['AT', 'ATU12345678', true], ['FR', 'FR 40 303265045', true],
    ['NL', 'NL123456789B01', true], ['NL', 'NL123456789', false], ['GR', 'EL123456789', true], ['GR', 'GR123456789', false], ['IE', 'IE6388047V', true],
    ['GB', 'GB 980 7806 84', true], ['CH', 'CHE-123.456.788 MWST', true], ['SA', '310122393500003', true], ['SA', '110122393500003', false], ['AE', '100123456700003', true],
    ['IN', '27AAPFU0939F1ZV', true], ['JP', 'T1234567890123', true],
  ])('of %s written %s has the right form: %s', (country, taxId, answer) => {
    expect(hasTaxIdForm(country, taxId)).toBe(answer)
  })

  it('of a country whose form is not known may be anything', () => {
    expect([knowsTaxIds('KE'), hasTaxIdForm('KE', 'P051234567X')]).toEqual([false, true])
  })

  it('is compared without blanks, dots and dashes', () => {
    expect(normalizeTaxId(' che-123.456.788 ')).toBe('CHE123456788')
  })
})
