import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instanceStatuses } from '../view'
import { billedAs } from '../billed-states'
import { chargeOf, hourPicos, segmentsOf, unitsPerPico, type Change, type History, type HourPrice } from './hours'

const start = Date.UTC(2026, 0, 1)
const at = (ms: number): Date => new Date(start + ms)
const price = (over: Partial<HourPrice> = {}): HourPrice => ({ id: 'p', sizeCode: 's', from: at(-1), to: null, hourMicros: 36_000_000n, keptHourMicros: 3_600_000n, ...over })
const history = (over: Partial<History> = {}): History => ({ from: at(0), until: at(3_600_000), status: 'running', sizeCode: 's', changes: [], prices: [price()], ...over })
const plenty = 10n ** 30n

/** The same sum the slow way: every single millisecond at the rate of its own instant. */
function integral({ from, until, status, sizeCode, changes, prices }: History): bigint {
  let [units, now] = [0n, { status, sizeCode }]
  for (let ms = from.getTime(); ms < until.getTime(); ms++) {
    now = { status, sizeCode, ...changes.filter((change) => change.at.getTime() <= ms).reduce((all, { status: s, sizeCode: c }) => ({ ...all, ...(s ? { status: s } : {}), ...(c ? { sizeCode: c } : {}) }), {}) }
    const found = prices.find((one) => one.sizeCode === now.sizeCode && one.from.getTime() <= ms && (one.to === null || ms < one.to.getTime()))
    const micros = found ? { hour: found.hourMicros, kept: found.keptHourMicros, free: 0n }[billedAs[now.status]] : 0n
    units += micros * 5n
  }
  return units
}

const length = 60
const instant = fc.integer({ min: 0, max: length })
const status = fc.constantFrom(...instanceStatuses)
const size = fc.constantFrom('s', 't')
const micros = fc.bigInt({ min: 0n, max: 10_000_000n })
const changes = fc.array(fc.oneof(fc.record({ ms: instant, status }), fc.record({ ms: instant, sizeCode: size })), { maxLength: 8 })
  .map((list) => list.sort((a, b) => a.ms - b.ms).map(({ ms, ...change }): Change => ({ at: at(ms), ...change })))
const prices = fc.tuple(instant, micros, micros, micros, micros).map(([cut, a, b, c, d]): HourPrice[] => [
  price({ to: at(cut), hourMicros: a, keptHourMicros: b }), price({ id: 'q', from: at(cut), hourMicros: c, keptHourMicros: d }), price({ id: 't', sizeCode: 't', hourMicros: d, keptHourMicros: a }),
])
const lives = fc.record({ status, sizeCode: size, changes, prices }).map((over) => history({ until: at(length), ...over }))

describe('hours of an instance', () => {
  it('cost what the price of an hour says, running and kept', () => {
    expect(chargeOf(segmentsOf(history()), 0, plenty)).toEqual({ until: at(3_600_000), picos: 36_000_000_000_000n, rest: 0, isWhole: true, priceId: 'p' })
    expect(chargeOf(segmentsOf(history({ status: 'stopped' })), 0, plenty).picos).toBe(3_600_000_000_000n)
    expect(chargeOf(segmentsOf(history({ status: 'deleted' })), 0, plenty).picos).toBe(0n)
    expect(hourPicos(36_000_000n)).toBe(36_000_000_000_000n)
  })

  it('cover the time without gap or overlap, whatever happened in it', () => {
    fc.assert(fc.property(lives, (life) => {
      const segments = segmentsOf(life)
      expect(segments[0]?.from).toEqual(life.from)
      expect(segments.at(-1)?.until).toEqual(life.until)
      for (const [i, segment] of segments.entries()) if (i > 0) expect(segment.from).toEqual(segments[i - 1]?.until)
    }))
  })

  it('add up to the sum over each single millisecond, however often and wherever they are charged', () => {
    fc.assert(fc.property(lives, fc.array(instant, { maxLength: 5 }), (life, cuts) => {
      const whole = integral(life)
      let [paid, rest, from] = [0n, 0, life]
      for (const cut of [...cuts.sort((a, b) => a - b), length]) {
        const now = (change: Change): boolean => change.at <= from.from
        const stand = from.changes.filter(now).reduce((all, { status: s, sizeCode: c }) => ({ status: s ?? all.status, sizeCode: c ?? all.sizeCode }), { status: from.status, sizeCode: from.sizeCode })
        const charge = chargeOf(segmentsOf({ ...from, ...stand, changes: from.changes.filter((change) => !now(change)), until: at(cut) }), rest, plenty)
        if (at(cut) <= from.from) continue
        ;[paid, rest] = [paid + charge.picos, charge.rest]
        from = { ...from, from: charge.until }
      }
      expect(paid * unitsPerPico + BigInt(rest)).toBe(whole)
    }))
  })

  it('are charged as far as the money goes and no further, and go on from there', () => {
    fc.assert(fc.property(lives, fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.integer({ min: 0, max: 17 }), (life, available, rest) => {
      const segments = segmentsOf(life)
      const first = chargeOf(segments, rest, available)
      expect(first.picos <= available).toBe(true)
      const left = segments.filter((one) => one.until > first.until).map((one) => (one.from < first.until ? { ...one, from: first.until } : one))
      const second = chargeOf(left, first.rest, plenty)
      expect((first.picos + second.picos) * unitsPerPico + BigInt(left.length > 0 ? second.rest : first.rest)).toBe(integral(life) + BigInt(rest))
      if (!first.isWhole) expect((left[0]?.unitsPerMs ?? 0n) + first.picos * unitsPerPico + BigInt(first.rest) > available * unitsPerPico + unitsPerPico - 1n).toBe(true)
    }))
  })
})
