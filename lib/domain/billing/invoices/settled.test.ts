import { describe, expect, it } from 'vitest'
import { balanceOf, paymentStatusOf, settledFields, type Settled } from './settled'

const invoice = (more: Partial<Settled> = {}): Settled => ({ documentStatus: 'open', totalMinor: 1_000n, paidMinor: 0n, creditAppliedMinor: 0n, writtenOffMinor: 0n, ...more })

describe('what stands on an invoice', () => {
  it.each<[string, Partial<Settled>, bigint, string]>([
    ['nothing yet', {}, 1_000n, 'unpaid'],
    ['a part of it', { paidMinor: 400n }, 600n, 'partially_paid'],
    ['a credit note for a part', { creditAppliedMinor: 100n }, 900n, 'partially_paid'],
    ['all of it', { paidMinor: 1_000n }, 0n, 'paid'],
    ['all of it by credit notes', { creditAppliedMinor: 1_000n }, 0n, 'paid'],
    ['money and a credit note', { paidMinor: 300n, creditAppliedMinor: 700n }, 0n, 'paid'],
    ['nothing, and it was written off', { writtenOffMinor: 1_000n }, 0n, 'uncollectible'],
    ['a part, and the rest was written off', { paidMinor: 400n, writtenOffMinor: 600n }, 0n, 'uncollectible'],
    ['a part was written off', { writtenOffMinor: 1n }, 999n, 'unpaid'],
    ['everything there is', { paidMinor: 1n, creditAppliedMinor: 20n, writtenOffMinor: 300n }, 679n, 'partially_paid'],
    ['zero', { totalMinor: 0n }, 0n, 'paid'],
  ])('%s', (_what, more, balance, status) => {
    expect([balanceOf(invoice(more)), paymentStatusOf(invoice(more))]).toEqual([balance, status])
  })

  it.each(['draft', 'void'])('a %s invoice asks for nothing', (documentStatus) => {
    expect(balanceOf(invoice({ documentStatus }))).toBe(0n)
  })

  it('needs these columns and no others', () => {
    expect(Object.keys(settledFields).sort()).toEqual(Object.keys(invoice()).sort())
    expect(Object.values(settledFields).every((one) => one)).toBe(true)
  })
})
