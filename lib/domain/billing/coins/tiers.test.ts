import { expect, it } from 'vitest'
import { confirmationsNeeded, isConfirmed } from './tiers'

it.each([
  ['BTC', 99_99n, 1], ['BTC', 100_00n, 2], ['BTC', 999_99n, 2], ['BTC', 1_000_00n, 6], ['BTC', null, 6],
  ['ETH', 999_99n, 12], ['ETH', 1_000_00n, null], ['USDT', 999_99n, 12], ['USDT', 1_000_00n, null], ['USDT', null, null],
] as const)('%s worth %s cents needs %s confirmations', (asset, cents, needed) => {
  expect(confirmationsNeeded(asset, cents)).toBe(needed)
})

it('coins without a block never count; a final block always does', () => {
  const arrival = (confirmations: number, isFinal = false, blockHeight: number | null = 7) => ({ confirmations, isFinal, blockHeight })
  expect([isConfirmed(arrival(0, false, null), 0), isConfirmed(arrival(9, true, null), 1)]).toEqual([false, false])
  expect([isConfirmed(arrival(1), 1), isConfirmed(arrival(1), 2), isConfirmed(arrival(100), null), isConfirmed(arrival(64, true), null)]).toEqual([true, false, false, true])
})
