import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isoText } from './iso-text'

it('an instant is written as ever, whichever were written before', () => {
  const near = fc.integer({ min: 1_790_000_000_000, max: 1_790_000_003_000 }).map((ms) => new Date(ms))
  fc.assert(fc.property(fc.array(fc.oneof(near, fc.date({ noInvalidDate: true })), { minLength: 40, maxLength: 80 }), (instants) => {
    expect(instants.map(isoText)).toEqual(instants.map((one) => one.toISOString()))
  }))
  expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError)
})
