import { expect, it } from 'vitest'
import { isWithin, type Grant } from './grant'

const free: Grant = { scopes: ['inference', 'manage'], models: [], allowedIps: [], expiresAt: null }
const mine = (over: Partial<Grant> = {}, hasAmounts = false) => ({ ...free, ...over, hasAmounts })
const [soon, later] = [new Date('2026-12-01'), new Date('2026-12-02')]

it.each<[string, Partial<Grant>, Partial<Grant>, boolean]>([
  ['the same', {}, {}, true],
  ['a scope it lacks', { scopes: ['usage:read'] }, {}, false],
  ['a part of its models', { models: ['a'] }, { models: ['a', 'b'] }, true],
  ['another model', { models: ['c'] }, { models: ['a', 'b'] }, false],
  ['every model where it has some', { models: [] }, { models: ['a'] }, false],
  ['a smaller range', { allowedIps: ['10.1.0.0/16'] }, { allowedIps: ['10.0.0.0/8'] }, true],
  ['a larger range', { allowedIps: ['0.0.0.0/0'] }, { allowedIps: ['10.0.0.0/8'] }, false],
  ['every place where it is bound', { allowedIps: [] }, { allowedIps: ['10.0.0.0/8'] }, false],
  ['an earlier end', { expiresAt: soon }, { expiresAt: later }, true],
  ['a later end', { expiresAt: later }, { expiresAt: soon }, false],
  ['no end where it has one', { expiresAt: null }, { expiresAt: soon }, false],
])('a key hands on %s: %#', (_name, asked, own, isAllowed) => expect(isWithin({ ...free, ...asked }, mine(own))).toBe(isAllowed))

it('a key with limits of its own hands on no calling of models: two keys would have twice as much', () => {
  expect(isWithin({ ...free, scopes: ['inference'] }, mine({}, true))).toBe(false)
  expect(isWithin({ ...free, scopes: ['manage'] }, mine({}, true))).toBe(true)
})
