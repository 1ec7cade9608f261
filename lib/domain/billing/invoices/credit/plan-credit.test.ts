import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divideHalfEven } from '@/lib/kernel/money'
import { creditableMinor, planCredit, type Creditable, type CreditPlan, type CreditWish } from './plan-credit'

const line = (id: string, netMinor: bigint, taxPpm = 150_000) => ({ id, description: { en: id, ar: id }, taxPpm, netMinor, creditedMinor: 0n })

function invoiceOf(nets: readonly bigint[], paidMinor: bigint, taxFree = 0): Creditable {
  const lines = nets.map((net, at) => line(`l${at}`, net, at < taxFree ? 0 : 150_000))
  const base = lines.filter(({ taxPpm }) => taxPpm > 0).reduce((sum, { netMinor }) => sum + netMinor, 0n)
  const taxMinor = base > 0n ? divideHalfEven(base * 150_000n, 1_000_000n) : 0n
  const totalMinor = nets.reduce((a, b) => a + b, 0n) + taxMinor
  const paid = paidMinor < totalMinor ? paidMinor : totalMinor
  return { currency: 'USD', totalMinor, taxMinor, creditedMinor: 0n, creditedTaxMinor: 0n, writtenOffMinor: 0n, balanceMinor: totalMinor - paid, refundableMinor: paid, lines }
}

const after = (invoice: Creditable, plan: CreditPlan): Creditable => ({
  ...invoice, creditedMinor: invoice.creditedMinor + plan.totalMinor, creditedTaxMinor: invoice.creditedTaxMinor + plan.taxMinor,
  balanceMinor: invoice.balanceMinor - plan.appliedMinor, refundableMinor: invoice.refundableMinor - plan.refundMinor,
  lines: invoice.lines.map((one) => ({ ...one, creditedMinor: one.creditedMinor + (plan.lines.find(({ invoiceLineId }) => invoiceLineId === one.id)?.amountMinor ?? 0n) })),
})

describe('a credit note', () => {
  it('over $10.00 of a paid $33.35 invoice at 15 % holds $8.70 and $1.30, and goes back', () => {
    expect(planCredit(invoiceOf([2_000n, 900n], 3_335n), { kind: 'amount', totalMinor: 1_000n }, 'refund')).toMatchObject({
      subtotalMinor: 870n, taxMinor: 130n, totalMinor: 1_000n, appliedMinor: 0n, refundMinor: 1_000n, walletMinor: 0n,
      lines: [{ invoiceLineId: 'l0', amountMinor: 600n }, { invoiceLineId: 'l1', amountMinor: 270n }],
    })
  })

  it('first reduces what is owed, and only what was paid goes back', () => {
    expect(planCredit(invoiceOf([2_000n], 800n), { kind: 'full' }, 'wallet')).toMatchObject({ totalMinor: 2_300n, appliedMinor: 1_500n, walletMinor: 800n, refundMinor: 0n })
  })

  it('refuses more than a line, more than the invoice, nothing, and a line of another invoice', () => {
    const invoice = invoiceOf([2_000n, 900n], 0n)
    for (const wish of [
      { kind: 'amount', totalMinor: 3_336n }, { kind: 'amount', totalMinor: 0n }, { kind: 'amount', totalMinor: -5n },
      { kind: 'lines', lines: [{ id: 'l1', amountMinor: 901n }] }, { kind: 'lines', lines: [{ id: 'x', amountMinor: 1n }] },
      { kind: 'lines', lines: [{ id: 'l0', amountMinor: -1n }] }, { kind: 'lines', lines: [] },
    ] satisfies CreditWish[]) expect(() => planCredit(invoice, wish, 'wallet')).toThrow()
  })

  it('of part of what was written off is not possible', () => {
    const invoice = { ...invoiceOf([1_000n], 500n, 1), writtenOffMinor: 500n, balanceMinor: 0n }
    expect(creditableMinor(invoice)).toBe(500n)
    expect(() => planCredit(invoice, { kind: 'full' }, 'wallet')).toThrow()
  })

  const wishes = fc.array(fc.oneof(
    fc.record({ kind: fc.constant('amount' as const), share: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ kind: fc.constant('line' as const), at: fc.nat(3), share: fc.integer({ min: 1, max: 100 }) }),
  ), { maxLength: 8 })

  it('after any others closes the invoice exactly, tax and lines included, and all together never pass it', () => {
    fc.assert(fc.property(fc.array(fc.bigInt(1n, 100_000n), { minLength: 1, maxLength: 4 }), fc.bigInt(0n, 500_000n), fc.nat(2), wishes, (nets, paid, taxFree, list) => {
      let invoice = invoiceOf(nets, paid, taxFree)
      const [whole, tax] = [invoice.totalMinor, invoice.taxMinor]
      const sums = { applied: 0n, back: 0n }
      const take = (wish: CreditWish) => {
        const plan = planCredit(invoice, wish, 'refund')
        expect(plan.subtotalMinor + plan.taxMinor).toBe(plan.totalMinor)
        expect(plan.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(plan.subtotalMinor)
        expect(plan.appliedMinor + plan.walletMinor + plan.refundMinor).toBe(plan.totalMinor)
        sums.applied += plan.appliedMinor
        sums.back += plan.refundMinor + plan.walletMinor
        invoice = after(invoice, plan)
        expect(invoice.lines.every(({ netMinor, creditedMinor }) => creditedMinor >= 0n && creditedMinor <= netMinor)).toBe(true)
      }
      for (const one of list) {
        const target = one.kind === 'line' ? invoice.lines[one.at % invoice.lines.length] : undefined
        const left = target ? target.netMinor - target.creditedMinor : creditableMinor(invoice)
        const part = (left * BigInt(one.share)) / 100n
        if (part > 0n) take(target ? { kind: 'lines', lines: [{ id: target.id, amountMinor: part }] } : { kind: 'amount', totalMinor: part })
      }
      if (creditableMinor(invoice) > 0n) take({ kind: 'full' })
      expect([invoice.creditedMinor, invoice.creditedTaxMinor, invoice.balanceMinor]).toEqual([whole, tax, 0n])
      expect(sums.applied + sums.back).toBe(whole)
      expect(invoice.lines.every(({ netMinor, creditedMinor }) => creditedMinor === netMinor)).toBe(true)
    }))
  })
})
