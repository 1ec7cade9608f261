import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, csvRow } from './csv'

describe('a CSV cell', () => {
  it('is never one that a spreadsheet would run', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const shown = csvCell(text).replace(/^"/, '')
      expect(/^[=+@\t\r]/.test(shown) || (/^-/.test(shown) && !/^-\d+(\.\d+)?$/.test(shown))).toBe(false)
    }))
  })

  it.each([['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'], ['+1 555', "'+1 555"], ['@cmd', "'@cmd"], ['-2+3', "'-2+3"]])('%s is text', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  it('keeps exact amounts as numbers', () => {
    expect(['-12.50', '7', '0.000'].map(csvCell)).toEqual(['-12.50', '7', '0.000'])
  })

  it('quotes what holds a comma, a quote or a line end', () => {
    expect(csvRow(['a,b', 'say "x"', 'two\nlines', null])).toBe('"a,b","say ""x""","two\nlines",\r\n')
  })
})
