import { describe, expect, it } from 'vitest'
import { validityOf } from './method-row'

const at = (day: string) => validityOf({ expMonth: 2, expYear: 2027 }, new Date(`${day}Z`))

describe('how long a card is good', () => {
  it('to the last moment of its month', () => {
    expect(at('2027-02-28T23:59:59')).toEqual({ isExpired: false, endsSoon: true })
    expect(at('2027-03-01T00:00:00')).toEqual({ isExpired: true, endsSoon: false })
  })

  it('ends soon from 45 days before', () => {
    expect(at('2027-01-14T23:59:59')).toEqual({ isExpired: false, endsSoon: false })
    expect(at('2027-01-15T00:00:00')).toEqual({ isExpired: false, endsSoon: true })
  })

  it('is never over where no end is known', () => {
    expect(validityOf({ expMonth: null, expYear: null }, new Date('2099-01-01'))).toEqual({ isExpired: false, endsSoon: false })
  })
})
