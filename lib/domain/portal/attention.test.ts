import { describe, expect, it } from 'vitest'
import { attentionOf, type AttentionFacts } from './attention'

const now = new Date('2026-11-21T12:00:00Z')
const name = { en: 'Pro', ar: 'Pro' }
const quiet: AttentionFacts = { now, invoices: [], subscription: null, keys: [], endingMethod: null, period: null, instances: [] }
const invoice = { id: 'inv_1', number: 'A-1', subscriptionId: null, balanceMinor: 2_000n, currency: 'USD', dueAt: new Date('2026-11-20T00:00:00Z') }
const active = { id: 'sub_1', status: 'active', planName: name, cancelAtPeriodEnd: false, periodEnd: new Date('2026-12-01T00:00:00Z') }
const period = { endsAt: new Date('2026-12-01T00:00:00Z'), includedTokens: 1_000n, usedTokens: 799n, spendLimitPicos: 1_000n, overagePicos: 0n }
const kinds = (facts: Partial<AttentionFacts>): string[] => attentionOf({ ...quiet, ...facts }).map((note) => note.kind)

describe('attentionOf', () => {
  it('names the card that is charged first once it ends', () => {
    const ending = { id: 'mth_1', brand: 'visa', last4: '4242', isExpired: false }
    expect(attentionOf({ ...quiet, endingMethod: ending })).toEqual([{ kind: 'methodEnding', ...ending }])
  })

  it('says nothing when all is well', () => {
    expect(kinds({ subscription: active, period, keys: [{ id: 'key_1', name: 'site', expiresAt: null }] })).toEqual([])
  })

  it('names what is still owed, not what was billed', () => {
    expect(attentionOf({ ...quiet, invoices: [invoice] })).toEqual([
      { kind: 'invoice', id: 'inv_1', number: 'A-1', balanceMinor: 2_000n, currency: 'USD', dueAt: invoice.dueAt, isOverdue: true },
    ])
  })

  it('speaks once of a subscription that waits for its first payment', () => {
    const waiting = { ...active, status: 'incomplete' }
    expect(attentionOf({ ...quiet, subscription: waiting, invoices: [{ ...invoice, subscriptionId: 'sub_1' }] })).toEqual([
      { kind: 'subscriptionIncomplete', id: 'sub_1', planName: name, invoiceId: 'inv_1' },
    ])
  })

  it('warns of tokens from 80 percent on, and of the spend limit instead once that is near', () => {
    expect(kinds({ period: { ...period, usedTokens: 800n } })).toEqual(['allowance'])
    expect(kinds({ period: { ...period, usedTokens: 1_000n, overagePicos: 800n } })).toEqual(['spendLimit'])
    expect(kinds({ period: { ...period, includedTokens: 0n, usedTokens: 0n, spendLimitPicos: 0n } })).toEqual([])
  })

  it('says once what is wrong with private instances, gravest first, and when the first is deleted', () => {
    const [early, late] = [new Date('2026-11-25T00:00:00Z'), new Date('2026-11-26T00:00:00Z')]
    const of = (id: string, problem: AttentionFacts['instances'][number]['problem'], deletesAt: Date | null = null) => ({ id, name: id, problem, deletesAt })
    expect(attentionOf({ ...quiet, instances: [of('a', 'storage'), of('b', 'expired', late), of('c', null), of('d', 'expired', early)] })).toEqual([
      { kind: 'instances', problem: 'expired', instances: [{ id: 'b', name: 'b' }, { id: 'd', name: 'd' }], deletesAt: early },
      { kind: 'instances', problem: 'storage', instances: [{ id: 'a', name: 'a' }], deletesAt: null },
    ])
  })

  it('warns of a key in its last seven days, not after', () => {
    const key = (expiresAt: string) => [{ id: 'key_1', name: 'site', expiresAt: new Date(expiresAt) }]
    expect(kinds({ keys: key('2026-11-28T12:00:00Z') })).toEqual(['keyExpiring'])
    expect(kinds({ keys: key('2026-11-28T12:00:01Z') })).toEqual([])
    expect(kinds({ keys: key('2026-11-21T11:00:00Z') })).toEqual([])
  })
})
