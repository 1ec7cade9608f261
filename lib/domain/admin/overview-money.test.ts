import { describe, expect, it } from 'vitest'
import { monthlyWorth } from './overview-money'

describe('monthly worth', () => {
  it('counts a yearly price as a twelfth and rounds once a currency', () => {
    const yearly = { currency: 'USD', interval: 'year', total: 29_000n }
    expect(monthlyWorth([yearly])).toEqual([{ currency: 'USD', amountMinor: 2_417n }])
    expect(monthlyWorth([{ ...yearly, total: 58_000n }, { currency: 'USD', interval: 'month', total: 2_900n }, { currency: 'KWD', interval: 'month', total: 9_000n }]))
      .toEqual([{ currency: 'KWD', amountMinor: 9_000n }, { currency: 'USD', amountMinor: 7_733n }])
  })
})
