import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costPicos, type Rate } from '@/lib/kernel/rate'
import { planHold, settleFunding, uncoveredPicos, type Funds } from './funding'

const rates = fc.record({
  currency: fc.constant('USD'), inputMicrosPerMillion: fc.bigInt(0n, 10_000_000n), outputMicrosPerMillion: fc.bigInt(0n, 60_000_000n), requestMicros: fc.bigInt(0n, 10_000n),
}).chain((rate) => fc.bigInt(0n, rate.inputMicrosPerMillion).map((cached): Rate => ({ ...rate, cachedInputMicrosPerMillion: cached })))
const funds = fc.record({ allowanceTokens: fc.bigInt(0n, 5_000n), walletPicos: fc.bigInt(0n, 10n ** 11n), overagePicos: fc.bigInt(0n, 10n ** 11n), keyPicos: fc.constant(null) })
const asks = fc.record({ promptTokens: fc.integer({ min: 0, max: 4_000 }), outputTokens: fc.integer({ min: 0, max: 4_000 }), rate: rates })

describe('a hold', () => {
  it('takes no more of anything than there is', () => {
    fc.assert(fc.property(funds, asks, (have, ask) => {
      const plan = planHold(have, ask, 16)
      if (!plan) return
      expect(plan.allowanceTokens <= have.allowanceTokens && plan.walletPicos <= have.walletPicos && plan.overagePicos <= have.overagePicos).toBe(true)
      expect(plan.allowanceTokens >= 0n && plan.walletPicos >= 0n && plan.overagePicos >= 0n).toBe(true)
      expect(plan.outputTokens).toBeLessThanOrEqual(ask.outputTokens)
    }))
  })

  it('lowers the answer to what can be paid and to no less', () => {
    fc.assert(fc.property(funds, asks, (have, ask) => {
      const plan = planHold(have, ask, 1)
      if (!plan || plan.outputTokens === ask.outputTokens) return
      const oneMore = planHold(have, { ...ask, outputTokens: plan.outputTokens + 1 }, plan.outputTokens + 1)
      expect(oneMore).toBeNull()
    }))
  })

  it('touches overage only when the wallet is used up, and money only when the allowance is', () => {
    fc.assert(fc.property(funds, asks, (have, ask) => {
      const plan = planHold(have, ask, 16)
      if (!plan) return
      if (plan.overagePicos > 0n) expect(plan.walletPicos).toBe(have.walletPicos)
      if (plan.walletPicos + plan.overagePicos > 0n) expect(plan.allowanceTokens).toBe(have.allowanceTokens)
    }))
  })

  it('without any allowance costs the list price', () => {
    fc.assert(fc.property(asks, (ask) => {
      const rich: Funds = { allowanceTokens: 0n, walletPicos: 10n ** 18n, overagePicos: 0n, keyPicos: null }
      if (ask.promptTokens + ask.outputTokens === 0) return
      expect(planHold(rich, ask, 0)?.walletPicos).toBe(costPicos(ask.rate, { input: ask.promptTokens, cachedInput: 0, output: ask.outputTokens }))
    }))
  })
})

describe('settling', () => {
  it('never takes more than was held, whatever was used within the hold', () => {
    fc.assert(fc.property(funds, asks, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (have, ask, a, b) => {
      const held = planHold(have, ask, 0)
      if (!held) return
      const used = { input: Math.floor(ask.promptTokens * a), cachedInput: 0, output: Math.floor(held.outputTokens * b) }
      const taken = settleFunding(held, ask.rate, used)
      expect(taken.allowanceTokens <= held.allowanceTokens && taken.walletPicos <= held.walletPicos && taken.overagePicos <= held.overagePicos).toBe(true)
      expect(taken.walletPicos + taken.overagePicos <= costPicos(ask.rate, used)).toBe(true)
    }))
  })

  it('books the parts so that they are the whole: what the allowance leaves uncovered is paid, to the pico, wallet first', () => {
    fc.assert(fc.property(funds, asks, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (have, ask, a, b, c) => {
      const held = planHold(have, ask, 0)
      if (!held) return
      const input = Math.floor(ask.promptTokens * a)
      const used = { input, cachedInput: Math.floor(input * c), output: Math.floor(held.outputTokens * b) }
      const taken = settleFunding(held, ask.rate, used)
      expect(taken.walletPicos + taken.overagePicos).toBe(uncoveredPicos(ask.rate, used, taken.allowanceTokens))
      if (taken.overagePicos > 0n) expect(taken.walletPicos).toBe(held.walletPicos)
      if (taken.walletPicos + taken.overagePicos > 0n) expect(taken.allowanceTokens).toBe(held.allowanceTokens)
    }))
  })

  it('of everything that was held takes what was held', () => {
    fc.assert(fc.property(funds, asks, (have, ask) => {
      const held = planHold(have, ask, 0)
      if (!held) return
      const { allowanceTokens, walletPicos, overagePicos } = held
      expect(settleFunding(held, ask.rate, { input: ask.promptTokens, cachedInput: 0, output: held.outputTokens })).toEqual({ allowanceTokens, walletPicos, overagePicos })
    }))
  })

  it('of many requests, one after the other in any order of holding and settling, never leaves less than nothing', () => {
    const steps = fc.array(fc.record({ ask: asks, share: fc.double({ min: 0, max: 1, noNaN: true }), settlesFirst: fc.boolean() }), { maxLength: 30 })
    fc.assert(fc.property(funds, steps, (have, all) => {
      const left = { ...have }
      const open: { held: NonNullable<ReturnType<typeof planHold>>; ask: (typeof all)[number]['ask']; share: number }[] = []
      const close = (): void => {
        const one = open.shift()
        if (!one) return
        const { held, ask, share } = one
        const taken = settleFunding(held, ask.rate, { input: Math.floor(ask.promptTokens * share), cachedInput: 0, output: Math.floor(held.outputTokens * share) })
        for (const part of ['allowanceTokens', 'walletPicos', 'overagePicos'] as const) left[part] += held[part] - taken[part]
      }
      for (const { ask, share, settlesFirst } of all) {
        if (settlesFirst) close()
        const held = planHold(left, ask, 16)
        if (held) for (const part of ['allowanceTokens', 'walletPicos', 'overagePicos'] as const) left[part] -= held[part]
        if (held) open.push({ held, ask, share })
        expect(left.allowanceTokens >= 0n && left.walletPicos >= 0n && left.overagePicos >= 0n).toBe(true)
      }
      while (open.length > 0) close()
      expect(left.allowanceTokens <= have.allowanceTokens && left.walletPicos <= have.walletPicos && left.overagePicos <= have.overagePicos).toBe(true)
    }))
  })

  it('within a key\'s cap never lets the list price pass it', () => {
    fc.assert(fc.property(funds, asks, fc.bigInt(0n, 10n ** 10n), (have, ask, keyPicos) => {
      const held = planHold({ ...have, keyPicos }, ask, 16)
      if (held) expect(held.keyPicos <= keyPicos).toBe(true)
    }))
  })

  it('charges nothing when the allowance covers everything', () => {
    fc.assert(fc.property(asks, (ask) => {
      const held = planHold({ allowanceTokens: 10_000n, walletPicos: 0n, overagePicos: 0n, keyPicos: null }, ask, 0)
      expect(held && settleFunding(held, ask.rate, { input: ask.promptTokens, cachedInput: 0, output: ask.outputTokens })).toMatchObject({ walletPicos: 0n, overagePicos: 0n })
    }))
  })
})
