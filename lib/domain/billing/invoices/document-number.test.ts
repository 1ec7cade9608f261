import { expect, it } from 'vitest'
import { documentNumber } from './document-number'

it.each([
  ['MTX', '2026-03-01T12:00:00Z', 1, 'MTX-2026-000001'],
  ['MTX', '2026-12-31T23:59:59.999Z', 999_999, 'MTX-2026-999999'],
  ['MTX-CN', '2027-01-01T00:00:00Z', 1_000_000, 'MTX-CN-2027-1000000'],
])('%s at %s: the %ith is %s', (prefix, at, sequence, number) => {
  expect(documentNumber(prefix, new Date(at), sequence)).toBe(number)
})

it('counts the year in UTC, wherever the server stands', () => {
  expect(documentNumber('A', new Date('2027-01-01T01:00:00+14:00'), 7)).toBe('A-2026-000007')
})
