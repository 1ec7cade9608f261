import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentOf } from '@/lib/kernel/money'
import type { Discount, PricedLine, TaxTreatment } from './priced'
import { totalOf } from './total'

const text = { en: 'x', ar: 'س' }
const plan = (amountMinor: bigint, more: Partial<PricedLine> = {}): PricedLine => ({
  kind: 'plan', description: text, quantity: 1, unitMinor: amountMinor, amountMinor, periodStart: null, periodEnd: null, isTaxable: true, ...more,
})
const percent = (ppm: number): Discount => ({ redemptionId: `p${ppm}`, name: text, value: { kind: 'percent', ppm } })
const fixed = (amountMinor: bigint, currency = 'USD'): Discount => ({ redemptionId: `f${amountMinor}`, name: text, value: { kind: 'fixed', amountMinor, currency } })
const rate = (ratePpm: number, isInclusive = false): TaxTreatment => ({ rule: { name: text, ratePpm, isInclusive }, note: null })
const none: TaxTreatment = { rule: null, note: null }
const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)

const anyLine = fc.record({
  amountMinor: fc.bigInt(-(10n ** 9n), 10n ** 10n), kind: fc.constantFrom('plan', 'usage', 'proration', 'top_up', 'credit'), isTaxable: fc.boolean(), quantity: fc.integer({ min: 1, max: 50 }),
}).map(({ amountMinor, kind, isTaxable, quantity }) => plan(amountMinor, { kind: kind as PricedLine['kind'], isTaxable, quantity }))
const currencies = fc.constantFrom('USD', 'JPY', 'KWD', 'EUR')
const anyTax = fc.oneof(fc.constant(none), fc.record({ ppm: fc.integer({ min: 0, max: 1_000_000 }), inclusive: fc.boolean() }).map(({ ppm, inclusive }) => rate(ppm, inclusive)))
const discountIn = (currency: string) => fc.oneof(fc.integer({ min: 0, max: 1_000_000 }).map(percent), fc.bigInt(0n, 10n ** 8n).map((amount) => fixed(amount, currency)))
const anyInput = currencies.chain((currency) => fc.record({
  currency: fc.constant(currency), lines: fc.array(anyLine, { maxLength: 8 }), discounts: fc.array(discountIn(currency), { maxLength: 3 }), tax: anyTax,
}))

describe('the total of an invoice', () => {
  it('is the sum of its parts, whatever the lines, coupons, tax and currency', () => {
    fc.assert(fc.property(anyInput, (input) => {
      const total = totalOf(input)
      expect([0, 2, 3]).toContain(exponentOf(total.currency))
      expect(sum(total.lines.map((line) => line.amountMinor - line.discountMinor))).toBe(total.subtotalMinor)
      expect(sum(total.lines.map((line) => line.discountMinor))).toBe(total.discountMinor)
      expect(sum(total.discounts.map((discount) => discount.amountMinor))).toBe(total.discountMinor)
      expect(sum(total.taxLines.map((line) => line.amountMinor))).toBe(total.taxMinor)
      expect(total.totalMinor).toBe(total.subtotalMinor + total.taxMinor)
    }))
  })

  it('is never negative; what is owed to the client is carried, tax and all', () => {
    fc.assert(fc.property(anyInput, (input) => {
      const total = totalOf(input)
      expect(total.totalMinor >= 0n && total.taxMinor >= 0n && total.carryMinor >= total.carryTaxMinor && total.carryTaxMinor >= 0n).toBe(true)
      const lines = total.lines.slice(0, input.lines.length)
      const raw = sum(lines.map((line) => line.amountMinor - line.discountMinor)) + total.taxMinor - total.carryTaxMinor
      expect(total.totalMinor - total.carryMinor).toBe(raw)
    }))
  })

  it('discounts no line below zero, and no line that gives money back or buys credit', () => {
    fc.assert(fc.property(anyInput, (input) => {
      const total = totalOf(input)
      for (const [at, line] of input.lines.entries()) {
        const { discountMinor, amountMinor } = total.lines[at] ?? { discountMinor: -1n, amountMinor: 0n }
        expect(discountMinor >= 0n).toBe(true)
        if (line.amountMinor <= 0n || line.kind === 'top_up' || line.kind === 'credit') expect(discountMinor).toBe(0n)
        else expect(amountMinor >= discountMinor - 1n).toBe(true)
      }
    }))
  })

  it('rounds tax once: off by at most half a minor unit from the exact tax of the whole invoice', () => {
    fc.assert(fc.property(fc.array(fc.bigInt(0n, 10n ** 10n), { minLength: 1, maxLength: 9 }), fc.integer({ min: 0, max: 1_000_000 }), fc.boolean(), (amounts, ppm, inclusive) => {
      const total = totalOf({ currency: 'USD', lines: amounts.map((amount) => plan(amount)), discounts: [], tax: rate(ppm, inclusive) })
      const whole = inclusive ? 1_000_000n + BigInt(ppm) : 1_000_000n
      const off = 2n * (total.taxMinor * whole - sum(amounts) * BigInt(ppm))
      expect(off <= whole && -off <= whole).toBe(true)
      expect(inclusive ? total.totalMinor : total.subtotalMinor).toBe(sum(amounts))
    }))
  })

  it('is the same whether the price is told with its tax or without', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 10n), fc.integer({ min: 0, max: 1_000_000 }), (net, ppm) => {
      const exclusive = totalOf({ currency: 'USD', lines: [plan(net)], discounts: [], tax: rate(ppm) })
      const inclusive = totalOf({ currency: 'USD', lines: [plan(exclusive.totalMinor)], discounts: [], tax: rate(ppm, true) })
      expect([inclusive.subtotalMinor, inclusive.taxMinor, inclusive.totalMinor]).toEqual([net, exclusive.taxMinor, exclusive.totalMinor])
    }))
  })

  it('spreads 10.00 off over three lines of 0.01, 10.00 and 19.99 by largest remainder, then taxes 20.00 at 15 %', () => {
    const total = totalOf({ currency: 'USD', lines: [plan(1n), plan(1_000n), plan(1_999n)], discounts: [fixed(1_000n)], tax: rate(150_000) })
    expect(total.lines.map((line) => line.discountMinor)).toEqual([1n, 333n, 666n])
    expect(total).toMatchObject({ discountMinor: 1_000n, subtotalMinor: 2_000n, taxMinor: 300n, totalMinor: 2_300n, carryMinor: 0n })
  })

  it('takes a second coupon from what the first left, and no more than there is', () => {
    const both = totalOf({ currency: 'USD', lines: [plan(2_900n)], discounts: [percent(500_000), fixed(1_000n)], tax: none })
    expect(both).toMatchObject({ discountMinor: 2_450n, totalMinor: 450n, discounts: [{ amountMinor: 1_450n }, { amountMinor: 1_000n }] })
    expect(totalOf({ currency: 'USD', lines: [plan(500n)], discounts: [fixed(1_000n)], tax: rate(150_000) })).toMatchObject({ discountMinor: 500n, totalMinor: 0n, carryMinor: 0n })
  })

  it('takes tax out of inclusive prices after the discount: 119.00 less 10 % at 19 % is 90.00 and 17.10', () => {
    const total = totalOf({ currency: 'EUR', lines: [plan(11_900n)], discounts: [percent(100_000)], tax: rate(190_000, true) })
    expect(total).toMatchObject({ subtotalMinor: 9_000n, taxMinor: 1_710n, totalMinor: 10_710n, discountMinor: 1_000n })
    expect(total.lines[0]).toMatchObject({ amountMinor: 10_000n, discountMinor: 1_000n, unitMinor: 10_000n })
  })

  it('carries an excess of 115.00 with its 15.00 of tax, and leaves an invoice of zero', () => {
    const total = totalOf({ currency: 'USD', lines: [plan(5_000n), plan(-15_000n, { kind: 'proration' })], discounts: [], tax: rate(150_000) })
    expect(total).toMatchObject({ subtotalMinor: 0n, taxMinor: 0n, totalMinor: 0n, carryMinor: 11_500n, carryTaxMinor: 1_500n })
    expect(total.lines.at(-1)).toMatchObject({ kind: 'credit', amountMinor: 10_000n })
  })

  it('counts in whole yen and in thousandths of a dinar', () => {
    expect(totalOf({ currency: 'JPY', lines: [plan(4_350n)], discounts: [percent(333_333)], tax: rate(100_000) })).toMatchObject({ discountMinor: 1_450n, taxMinor: 290n, totalMinor: 3_190n })
    expect(totalOf({ currency: 'KWD', lines: [plan(8_905n)], discounts: [], tax: rate(50_000) })).toMatchObject({ taxMinor: 445n, totalMinor: 9_350n })
  })

  it('says on the invoice why there is no tax', () => {
    const total = totalOf({ currency: 'EUR', lines: [plan(10_000n)], discounts: [], tax: { rule: null, note: 'reverse_charge' } })
    expect(total).toMatchObject({ taxMinor: 0n, totalMinor: 10_000n, taxLines: [{ note: 'reverse_charge', ratePpm: 0, baseMinor: 10_000n, amountMinor: 0n }] })
  })

  it('leaves money bought, credit, and what a commitment lacks out of every coupon', () => {
    const kinds = ['top_up', 'credit', 'commitment', 'plan'] as const
    const total = totalOf({ currency: 'USD', lines: kinds.map((kind) => plan(1_000n, { kind })), discounts: [percent(1_000_000)], tax: none })
    expect(total.lines.map(({ discountMinor }) => discountMinor)).toEqual([0n, 0n, 0n, 1_000n])
  })

  it.each([
    ['of another currency', fixed(100n, 'EUR')], ['below zero', fixed(-1n)], ['of a negative share', percent(-1)], ['of more than everything', percent(1_000_001)],
  ])('refuses a coupon %s, whatever it is worth', (_what, discount) => {
    expect(() => totalOf({ currency: 'USD', lines: [plan(1_000n)], discounts: [discount], tax: none })).toThrow(discount.value.kind === 'fixed' ? 'a coupon in the invoice’s currency' : 'a share between nothing and all')
  })

  it.each([['nothing', percent(0), 0n], ['all', percent(1_000_000), 1_000n], ['nothing', fixed(0n), 0n], ['all', fixed(1_000n), 1_000n]])('takes %s at the edges of a coupon', (_what, discount, minor) => {
    expect(totalOf({ currency: 'USD', lines: [plan(1_000n)], discounts: [discount], tax: none }).discountMinor).toBe(minor)
  })

  it('taxes the taxable lines alone, and says on each line at which rate', () => {
    const total = totalOf({ currency: 'USD', lines: [plan(1_000n), plan(500n, { isTaxable: false })], discounts: [], tax: rate(100_000) })
    expect(total).toMatchObject({ subtotalMinor: 1_500n, taxMinor: 100n, totalMinor: 1_600n, taxLines: [{ baseMinor: 1_000n, amountMinor: 100n, ratePpm: 100_000, note: null }] })
    expect(total.lines.map(({ taxPpm }) => taxPpm)).toEqual([100_000, 0])
    const inside = totalOf({ currency: 'USD', lines: [plan(1_100n), plan(500n, { isTaxable: false })], discounts: [], tax: rate(100_000, true) })
    expect(inside).toMatchObject({ subtotalMinor: 1_500n, taxMinor: 100n, totalMinor: 1_600n, taxLines: [{ baseMinor: 1_000n }] })
    expect(inside.lines.map(({ amountMinor }) => amountMinor)).toEqual([1_000n, 500n])
  })

  it('splits the tax inside several prices by largest remainder, the first of equal ones first', () => {
    // Exact taxes: 0.833…, 0.333… and 0.833… of a cent; together two whole ones.
    const three = totalOf({ currency: 'USD', lines: [plan(5n), plan(2n), plan(5n)], discounts: [], tax: rate(200_000, true) })
    expect([three.taxMinor, three.lines.map(({ amountMinor }) => amountMinor)]).toEqual([2n, [4n, 2n, 4n]])
    // 0.5 each, of which one whole cent: the first line bears it.
    const equal = totalOf({ currency: 'USD', lines: [plan(3n), plan(3n)], discounts: [], tax: rate(200_000, true) })
    expect([equal.taxMinor, equal.lines.map(({ amountMinor }) => amountMinor)]).toEqual([1n, [2n, 3n]])
    // 0.166…, 0.833…: the second has the larger remainder.
    const second = totalOf({ currency: 'USD', lines: [plan(1n), plan(5n)], discounts: [], tax: rate(200_000, true) })
    expect([second.taxMinor, second.lines.map(({ amountMinor }) => amountMinor)]).toEqual([1n, [1n, 4n]])
    // 0.833… and −0.166…: what is given back is rounded down too.
    const back = totalOf({ currency: 'USD', lines: [plan(5n), plan(-1n)], discounts: [], tax: rate(200_000, true) })
    expect([back.taxMinor, back.lines.map(({ amountMinor }) => amountMinor)]).toEqual([1n, [4n, -1n]])
  })

  it('tells the price of one where tax was inside, and leaves it as it was where nothing changed', () => {
    const inside = totalOf({ currency: 'USD', lines: [plan(3_570n, { quantity: 3, unitMinor: 1_190n })], discounts: [], tax: rate(190_000, true) })
    expect(inside.lines[0]).toMatchObject({ quantity: 3, unitMinor: 1_000n, amountMinor: 3_000n })
    const outside = totalOf({ currency: 'USD', lines: [plan(1_000n, { quantity: 3, unitMinor: 333n })], discounts: [], tax: rate(190_000) })
    expect(outside.lines[0]).toMatchObject({ unitMinor: 333n, amountMinor: 1_000n })
    const nothing = totalOf({ currency: 'USD', lines: [plan(1_190n, { quantity: 0 })], discounts: [], tax: rate(190_000, true) })
    expect(nothing.lines[0]).toMatchObject({ unitMinor: 1_000n })
  })

  it.each([
    ['reverse_charge', 'Reverse charge: the buyer accounts for the tax', 'احتساب عكسي: يتولّى المشتري احتساب الضريبة'], ['exempt', 'Tax exempt', 'معفى من الضريبة'],
  ] as const)('names %s in both languages', (note, en, ar) => {
    expect(totalOf({ currency: 'EUR', lines: [plan(100n)], discounts: [], tax: { rule: null, note } }).taxLines).toEqual([
      { name: { en, ar }, ratePpm: 0, isInclusive: false, baseMinor: 100n, amountMinor: 0n, note },
    ])
  })

  it('leaves an invoice that comes to exactly zero without a credit line', () => {
    const total = totalOf({ currency: 'USD', lines: [plan(1_000n), plan(-1_000n, { kind: 'proration' })], discounts: [], tax: rate(150_000) })
    expect(total.lines).toHaveLength(2)
    expect(total).toMatchObject({ totalMinor: 0n, carryMinor: 0n, carryTaxMinor: 0n, taxLines: [{ amountMinor: 0n, ratePpm: 150_000 }] })
  })

  it('balances what is carried with a line that says where it went, and keeps the rate on the tax line', () => {
    const total = totalOf({ currency: 'USD', lines: [plan(-10_000n, { kind: 'proration' })], discounts: [], tax: rate(150_000) })
    expect(total.lines.at(-1)).toEqual({
      kind: 'credit', description: { en: 'Moved to your wallet', ar: 'أُضيف إلى محفظتك' }, quantity: 1, unitMinor: 10_000n, amountMinor: 10_000n, discountMinor: 0n, taxPpm: 0, periodStart: null, periodEnd: null,
    })
    expect(total.taxLines).toEqual([{ name: text, ratePpm: 150_000, isInclusive: false, baseMinor: -10_000n, amountMinor: 0n, note: null }])
  })

  it('carries less where an untaxed line gives back and tax is due on the others', () => {
    const total = totalOf({ currency: 'USD', lines: [plan(1_000n), plan(-1_050n, { kind: 'proration', isTaxable: false })], discounts: [], tax: rate(100_000) })
    expect(total).toMatchObject({ subtotalMinor: -50n, taxMinor: 100n, totalMinor: 50n, carryMinor: 0n })
    const more = totalOf({ currency: 'USD', lines: [plan(1_000n), plan(-2_000n, { kind: 'proration', isTaxable: false })], discounts: [], tax: rate(100_000) })
    expect(more).toMatchObject({ subtotalMinor: -100n, taxMinor: 100n, totalMinor: 0n, carryMinor: 900n, carryTaxMinor: 0n })
  })
})
