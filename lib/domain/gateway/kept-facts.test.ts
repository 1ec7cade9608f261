import { describe, expect, it } from 'vitest'
import { DomainError } from '@/lib/kernel/error'
import { keep, keptFacts, onlyYes, StaleFacts, type Facts } from './kept-facts'

const yes = {
  key: { isSuspended: false, isExpired: false, isStale: true },
  plan: { hasAllowance: false, walletId: 'wal_x', allowance: '0', wallet: '5', overage: '0', day: null, week: null, month: null },
  route: { inPlan: true, priceId: 'prc_x', upstreams: [{}] },
} as unknown as Facts
const reading = (lastsMs = Infinity): Parameters<typeof keep>[3] => ({ version: 7, readMs: performance.now(), lastsMs })

const kept = (facts: Facts, lastsMs?: number): boolean => {
  keep('key', 'model', facts, reading(lastsMs))
  return keptFacts('key', 'model') !== undefined
}

describe('what was read of a key', () => {
  it('is kept with its version where it lets a request in, and its last use is written by who read it', () => {
    expect(kept(yes)).toBe(true)
    expect(keptFacts('key', 'model')).toMatchObject({ version: 7, key: { isStale: false } })
    expect([keptFacts('key', 'other'), keptFacts('another', 'model')]).toEqual([undefined, undefined])
  })

  it.each([
    ['a key that is no longer valid', { key: { ...yes.key, isExpired: true } }],
    ['a suspended client', { key: { ...yes.key, isSuspended: true } }],
    ['no subscription', { plan: null }],
    ['a key with a cap of its own', { plan: { ...yes.plan, week: '10' } }],
    ['an empty wallet', { plan: { ...yes.plan, wallet: '0' } }],
    ['a wallet below nothing', { plan: { ...yes.plan, wallet: '-1' } }],
    ['an allowance that is held by others', { plan: { ...yes.plan, hasAllowance: true } }],
    ['no model', { route: null }],
    ['a model outside the plan', { route: { ...yes.route, inPlan: false } }],
    ['a model without a price', { route: { ...yes.route, priceId: null } }],
    ['a model without a server', { route: { ...yes.route, upstreams: null } }],
  ])('is not kept with %s, nor is what was kept before', (_what, change) => {
    kept(yes)
    expect(kept({ ...yes, ...change } as Facts)).toBe(false)
  })

  it('is kept of a client without a wallet while there is something to spend beyond the plan', () => {
    expect(kept({ ...yes, plan: { ...yes.plan, walletId: null, overage: '3' } } as Facts)).toBe(true)
  })

  it('is not used when its time is over', () => {
    expect(kept(yes, 0)).toBe(false)
    expect(kept(yes, -1)).toBe(false)
  })

  it('never grows beyond its bounds', () => {
    keep('first', 'model', yes, reading())
    for (let i = 0; i < 10_000; i++) keep(`key ${i}`, 'model', yes, reading())
    expect(keptFacts('first', 'model')).toBeUndefined()
  })
})

it('a refusal counts from fresh facts only; that nothing answers has nothing to do with them', () => {
  const [refusal, away, fault] = [new DomainError('forbidden'), new DomainError('unavailable'), new Error('x')]
  expect(onlyYes(true, refusal)).toBeInstanceOf(StaleFacts)
  expect([onlyYes(false, refusal), onlyYes(true, away), onlyYes(true, fault)]).toEqual([refusal, away, fault])
})
