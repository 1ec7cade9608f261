import { expect, it } from 'vitest'
import { utcWindow } from './utc-window'

const at = (text: string): Date => new Date(text)

it.each([
  ['day', '2026-12-31T23:59:59.999Z', '2026-12-31', '2027-01-01'],
  ['week', '2027-01-03T23:59:59Z', '2026-12-28', '2027-01-04'], // a Sunday belongs to the week before
  ['week', '2027-01-04T00:00:00Z', '2027-01-04', '2027-01-11'],
  ['month', '2028-02-29T12:00:00Z', '2028-02-01', '2028-03-01'],
  ['month', '2026-12-01T00:00:00Z', '2026-12-01', '2027-01-01'],
] as const)('the UTC %s of %s is [%s, %s)', (window, instant, start, end) => {
  expect(utcWindow(window, at(instant))).toEqual({ start: at(start), end: at(end) })
})
