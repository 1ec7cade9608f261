import fc from 'fast-check'
import { expect, it } from 'vitest'
import { money } from '@/lib/kernel/money'
import { isBalanced } from './balance'

it.each<[string, [string, bigint][], boolean]>([
  ['nothing', [], true],
  ['zero', [['USD', 0n]], true],
  ['one cent', [['USD', 1n]], false],
  ['a pair', [['USD', 5n], ['USD', -5n]], true],
  ['one against two', [['USD', 5n], ['USD', -2n], ['USD', -3n]], true],
  ['a cent too little', [['USD', 5n], ['USD', -4n]], false],
  ['two currencies against each other', [['USD', 5n], ['EUR', -5n]], false],
  ['two currencies, each with its own', [['USD', 5n], ['EUR', -3n], ['USD', -5n], ['EUR', 3n]], true],
  ['a second currency that is off', [['USD', 5n], ['USD', -5n], ['EUR', 1n]], false],
  ['a first currency that is off', [['EUR', 1n], ['USD', 5n], ['USD', -5n]], false],
])('%s', (_what, amounts, expected) => {
  expect(isBalanced(amounts.map(([currency, minor]) => money(minor, currency)))).toBe(expected)
})

it('holds for any amounts with their counterparts in any order, and for none that a cent was added to', () => {
  const amount = fc.record({ currency: fc.constantFrom('USD', 'EUR', 'JPY'), minor: fc.bigInt(-(10n ** 15n), 10n ** 15n) })
  fc.assert(fc.property(fc.array(amount, { minLength: 1 }), (amounts) => {
    const both = [...amounts, ...amounts.map(({ currency, minor }) => ({ currency, minor: -minor })).reverse()]
    expect(isBalanced(both)).toBe(true)
    expect(isBalanced([...both, money(1n, 'USD')])).toBe(false)
  }))
})
