import { describe, expect, test } from 'vitest'
import { money } from '@/lib/kernel/money'
import type { ProviderTransaction } from '@/lib/providers/payments/types'
import { compareBooks, type OwnMovement } from './compare'

const [from, to] = [new Date('2026-05-01T00:00:00Z'), new Date('2026-05-02T00:00:00Z')]
const noon = new Date('2026-05-01T12:00:00Z')
const theirs = (more: Partial<ProviderTransaction> = {}): ProviderTransaction => ({ externalId: 'ch_1', kind: 'payment', amount: money(2_900n, 'USD'), at: noon, paymentId: 'pay_1', ...more })
const ours = (more: Partial<OwnMovement> = {}): OwnMovement => ({ id: 'pay_1', clientId: 'cli_1', about: 'payment', amount: money(2_900n, 'USD'), at: noon, externalId: 'cs_1', ...more })

describe('comparing a provider’s books with ours', () => {
  test('finds nothing where both know the same', () => {
    expect(compareBooks([theirs()], [ours()], from, to)).toEqual([])
  })

  test('finds what only the provider knows, and what only we know', () => {
    expect(compareBooks([theirs()], [], from, to)).toMatchObject([{ kind: 'missing_here', reference: 'pay_1', externalId: 'ch_1', theirs: money(2_900n, 'USD') }])
    expect(compareBooks([], [ours()], from, to)).toMatchObject([{ kind: 'missing_there', reference: 'pay_1', clientId: 'cli_1', ours: money(2_900n, 'USD') }])
  })

  test('finds another amount and another currency', () => {
    expect(compareBooks([theirs({ amount: money(2_901n, 'USD') })], [ours()], from, to)).toMatchObject([{ kind: 'amount_differs' }])
    expect(compareBooks([theirs({ amount: money(2_900n, 'EUR') })], [ours()], from, to)).toMatchObject([{ kind: 'amount_differs' }])
  })

  test('a payment without our id is named by the provider’s', () => {
    const { paymentId: _none, ...stranger } = theirs()
    expect(compareBooks([stranger], [], from, to)).toMatchObject([{ kind: 'missing_here', reference: 'ch_1' }])
  })

  test('clocks that differ at the edges of the range are no finding', () => {
    const before = new Date('2026-04-30T23:59:58Z')
    expect(compareBooks([theirs({ at: before })], [ours({ at: from })], from, to)).toEqual([])
    expect(compareBooks([theirs({ at: from })], [ours({ at: before })], from, to)).toEqual([])
  })

  test('a refund is not taken for the payment of the same id', () => {
    expect(compareBooks([theirs({ kind: 'refund', externalId: 're_1', refundId: 'ref_1' })], [ours({ id: 'ref_1', about: 'refund' })], from, to)).toEqual([])
  })
})
