import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plus } from '@/lib/kernel/clock'
import { MemoryLife } from '@/lib/testing/memory-life'
import { usd } from './lives.fixture'
import { history, replay, sum, wish } from './lives.history'
import { shareOf, unusedOf } from './proration'

describe('any history of changes and runs', () => {
  it('bills each instant of service exactly once: spans follow each other and never overlap', () => {
    fc.assert(fc.property(history(), (told) => {
      const { spans } = replay(told)
      for (const [i, span] of spans.entries()) {
        const before = spans[i - 1]
        expect(span.startsAt <= span.endsAt && span.endsAt <= span.billedUntil).toBe(true)
        if (before) expect(before.endsAt <= span.startsAt).toBe(true)
      }
    }), { numRuns: 1_500 })
  })

  it('is in a billed span whenever it gives service', () => {
    fc.assert(fc.property(history(), (told) => {
      replay(told, (life) => {
        if (!['active', 'past_due'].includes(life.status) || life.period.endsAt <= life.now) return
        expect(life.spans.filter((span) => span.startsAt <= life.now && life.now < span.endsAt)).toHaveLength(1)
      })
    }), { numRuns: 500 })
  })

  it('never gives back more than was billed, of any span and of the whole', () => {
    fc.assert(fc.property(history(), (told) => {
      const { spans, chargedMinor, creditMinor } = replay(told)
      for (const span of spans) expect(span.creditedMinor >= 0n && span.creditedMinor <= span.netMinor).toBe(true)
      expect(creditMinor <= chargedMinor).toBe(true)
    }), { numRuns: 1_500 })
  })

  it('charges without tax exactly what its spans are worth, less what they gave back', () => {
    fc.assert(fc.property(history(), (told) => {
      const life = replay({ ...told, tax: undefined })
      const waits = life.waiting?.invoice
      const charged = sum(life.invoices.filter((one) => one.state !== 'void' && one !== waits).map(({ totalMinor, carryMinor, carriedMinor }) => totalMinor - carryMinor - carriedMinor))
      expect(charged).toBe(sum(life.spans.map(({ netMinor, creditedMinor }) => netMinor - creditedMinor)))
    }), { numRuns: 1_500 })
  })

  it('charges what the preview of the same instant says', () => {
    fc.assert(fc.property(history(), wish, (told, wanted) => {
      const life = replay(told)
      const preview = life.status === 'active' ? life.quoteChange(wanted) : null
      const issued = life.invoices.length
      const charge = life.change(wanted)
      if (!charge) return
      expect(charge).toEqual(preview)
      expect(life.invoices.slice(issued).map(({ totalMinor, carryMinor }) => [totalMinor, carryMinor])).toEqual([[preview?.priced.totalMinor, preview?.priced.carryMinor]])
    }), { numRuns: 400 })
  })

  it('comes to the same after a hundred changes in one period as one change would, but for what each share rounds', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 25_000 }), { minLength: 100, maxLength: 100 }), (gaps) => {
      const life = new MemoryLife({ at: new Date('2026-03-01T00:00:00Z'), plans: usd, plan: 'pro' })
      for (const [i, gap] of gaps.entries()) {
        life.advance(plus(life.now, gap * 1_000))
        life.change({ quantity: i + 2 })
      }
      const whole = { startsAt: new Date('2026-03-01T00:00:00Z'), endsAt: new Date('2026-04-01T00:00:00Z') }
      const kept = sum(life.spans.map(({ netMinor, creditedMinor }) => netMinor - creditedMinor))
      const exact = sum(life.spans.map((span, i) => shareOf(2_900n * BigInt(i + 1), span, whole)))
      expect(kept - exact <= 200n && exact - kept <= 200n).toBe(true)
      expect(life.spans).toHaveLength(101)
    }), { numRuns: 40 })
  })
})

describe('a share of a price', () => {
  it('and what is left of it add up to the price, whenever it is cut', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 2, max: 40_000_000 }), fc.nat(), (netMinor, length, cut) => {
      const startsAt = new Date('2026-01-01T00:00:00Z')
      const endsAt = plus(startsAt, length * 1_000)
      const at = plus(startsAt, (cut % length) * 1_000)
      const span = { startsAt, endsAt, billedUntil: endsAt, netMinor, creditedMinor: 0n }
      const unused = unusedOf(span, at)
      expect(unused >= 0n && unused <= netMinor).toBe(true)
      expect(unusedOf({ ...span, creditedMinor: unused }, at)).toBe(0n)
      expect([unusedOf(span, startsAt), unusedOf(span, endsAt)]).toEqual([netMinor, 0n])
    }))
  })
})
