import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { burn, defaultPriority, grantKinds, inBurnOrder, type BurnableGrant } from './grant'

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n))
const grant = (id: string, priority: number, expiresAt: Date | null, remainingPicos: bigint): BurnableGrant => ({ id, priority, expiresAt, remainingPicos })

const anyGrants = fc.uniqueArray(
  fc.record({ id: fc.string({ minLength: 1, maxLength: 6 }), priority: fc.integer({ min: 1, max: 4 }), expiresAt: fc.option(fc.integer({ min: 1, max: 5 }).map(day)), remainingPicos: fc.bigInt(0n, 50n) }),
  { selector: ({ id }) => id, maxLength: 8 },
)

describe('burning grants', () => {
  it('takes the lowest priority number first, then the earlier end, then the older grant', () => {
    const grants = [grant('d', 50, null, 1n), grant('c', 20, null, 1n), grant('b', 20, day(9), 1n), grant('a2', 20, day(3), 1n), grant('a1', 20, day(3), 1n)]
    expect(inBurnOrder(grants).map(({ id }) => id)).toEqual(['a1', 'a2', 'b', 'c', 'd'])
  })

  it.each([
    ['a priority comes before every end', [grant('a', 30, day(1), 1n), grant('b', 20, null, 1n)], ['b', 'a']],
    ['one that ends comes before one that never does', [grant('a', 20, null, 1n), grant('b', 20, day(9), 1n)], ['b', 'a']],
    ['the earlier end comes first', [grant('a', 20, day(9), 1n), grant('b', 20, day(3), 1n)], ['b', 'a']],
    ['the older of two that end together comes first', [grant('b', 20, day(3), 1n), grant('a', 20, day(3), 1n), grant('c', 20, day(3), 1n)], ['a', 'b', 'c']],
    ['the older of two that never end comes first', [grant('b', 20, null, 1n), grant('a', 20, null, 1n)], ['a', 'b']],
  ])('%s, however they are read', (_what, grants, order) => {
    for (const read of [grants, grants.toReversed()]) expect(inBurnOrder(read).map(({ id }) => id)).toEqual(order)
  })

  it('uses gifts first and bought credit last', () => {
    expect(grantKinds.toSorted((a, b) => defaultPriority[a] - defaultPriority[b])).toEqual(['promo', 'credit', 'surplus', 'adjustment', 'top_up'])
    expect(defaultPriority.surplus).toBe(defaultPriority.adjustment)
  })

  it('takes nothing where less than nothing is asked', () => {
    expect(burn([grant('a', 20, null, 30n)], -1n)).toEqual([])
  })

  it('uses up one before it touches the next', () => {
    expect(burn([grant('b', 50, null, 100n), grant('a', 20, null, 30n)], 40n)).toEqual([{ id: 'a', picos: 30n }, { id: 'b', picos: 10n }])
  })

  it('takes nothing for nothing, and passes over what is empty', () => {
    expect(burn([grant('a', 20, null, 30n)], 0n)).toEqual([])
    expect(burn([grant('a', 20, null, 0n), grant('b', 30, null, 5n)], 2n)).toEqual([{ id: 'b', picos: 2n }])
  })

  it('takes exactly what is asked or all there is, never more from one than it has, and never one out of turn', () => {
    fc.assert(fc.property(anyGrants, fc.bigInt(0n, 400n), (grants, picos) => {
      const burns = burn(grants, picos)
      const left = new Map(grants.map(({ id, remainingPicos }) => [id, remainingPicos]))
      const all = grants.reduce((total, { remainingPicos }) => total + remainingPicos, 0n)
      expect(burns.reduce((total, one) => total + one.picos, 0n)).toBe(picos < all ? picos : all)
      expect(burns.every(({ id, picos: taken }) => taken > 0n && taken <= (left.get(id) ?? 0n))).toBe(true)
      const order = inBurnOrder(grants).filter(({ remainingPicos }) => remainingPicos > 0n).map(({ id }) => id)
      expect(order.slice(0, burns.length)).toEqual(burns.map(({ id }) => id))
      expect(burns.slice(0, -1).every(({ id, picos: taken }) => taken === left.get(id))).toBe(true)
    }))
  })
})
