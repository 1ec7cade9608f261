import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { genesisHash, linkHash, type ChainedTransaction } from './chain'

const account = (id: string, clientId: string | null, kind: string) => ({ id, clientId, kind, currency: 'USD', mode: 'test' })
const sale: ChainedTransaction = {
  id: 'txn_1', clientId: 'cli_1', sourceKind: 'invoice', sourceId: 'inv_1', description: 'A sale', mode: 'test', reversesId: null, createdAt: new Date('2026-03-01T00:00:00Z'),
  entries: [
    { id: 'ent_2', account: account('lac_2', null, 'revenue'), amountMinor: -500n, currency: 'USD' },
    { id: 'ent_1', account: account('lac_1', 'cli_1', 'receivable'), amountMinor: 500n, currency: 'USD' },
  ],
}
const hash = linkHash(genesisHash, 1n, sale)

describe('a link of the chain', () => {
  it('begins at sixty-four zeros', () => {
    expect(genesisHash).toBe('0000000000000000000000000000000000000000000000000000000000000000')
  })

  it('is the sha-256 of the link before, its place, and everything that was booked, entries by id: published, so that anybody can compute it', () => {
    const text = '["0000000000000000000000000000000000000000000000000000000000000000","1","txn_1","cli_1","invoice","inv_1","A sale","test",null,"2026-03-01T00:00:00.000Z",'
      + '[["ent_1","lac_1","cli_1","receivable","USD","test","500","USD"],["ent_2","lac_2",null,"revenue","USD","test","-500","USD"]]]'
    expect(linkHash(genesisHash, 1n, sale)).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('does not depend on the order in which entries are read', () => {
    const [one, two] = sale.entries
    const three = [...sale.entries, ...(one && two ? [{ ...one, id: 'ent_3' }, { ...two, id: 'ent_0' }] : [])]
    const all = new Set([three, three.toReversed(), [...three.slice(2), ...three.slice(0, 2)]].map((entries) => linkHash(genesisHash, 1n, { ...sale, entries })))
    expect(linkHash(genesisHash, 1n, { ...sale, entries: sale.entries.toReversed() })).toBe(hash)
    expect(all.size).toBe(1)
  })

  const [first, second] = sale.entries
  const changes: [string, Partial<ChainedTransaction>][] = [
    ['id', { id: 'txn_2' }], ['client', { clientId: null }], ['source kind', { sourceKind: 'payment' }], ['source', { sourceId: 'inv_2' }], ['description', { description: 'A sale.' }],
    ['mode', { mode: 'live' }], ['reversal', { reversesId: 'txn_0' }], ['date', { createdAt: new Date('2026-03-01T00:00:00.001Z') }], ['entries', { entries: sale.entries.slice(1) }],
    ...first && second ? [
      ['amount', { entries: [{ ...first, amountMinor: -501n }, second] }], ['currency', { entries: [{ ...first, currency: 'EUR' }, second] }],
      ['account', { entries: [{ ...first, account: { ...first.account, id: 'lac_3' } }, second] }], ['owner', { entries: [{ ...first, account: { ...first.account, clientId: 'cli_2' } }, second] }],
      ['kind', { entries: [{ ...first, account: { ...first.account, kind: 'refunds' } }, second] }], ['entry', { entries: [{ ...first, id: 'ent_3' }, second] }],
    ] satisfies [string, Partial<ChainedTransaction>][] : [],
  ]
  it.each(changes)('is another with another %s', (_what, change) => {
    expect(linkHash(genesisHash, 1n, { ...sale, ...change })).not.toBe(hash)
  })

  it('is another at another place or after another link', () => {
    expect(new Set([hash, linkHash(genesisHash, 2n, sale), linkHash(hash, 1n, sale)]).size).toBe(3)
  })
})
