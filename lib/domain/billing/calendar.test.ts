import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysInMonth, localDate, startOfDay } from './calendar'
import { allowanceMonth, firstPeriod, nextPeriod } from './period'

// Zones that lose or repeat midnight, skip days, or sit at odd offsets are over-represented on purpose.
const zones = [
  'UTC', 'Asia/Riyadh', 'Africa/Cairo', 'Asia/Beirut', 'America/Sao_Paulo', 'America/Havana', 'America/Asuncion', 'Pacific/Apia',
  'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Africa/Casablanca', 'Asia/Gaza',
]
const zone = fc.constantFrom(...zones)
const instant = fc.date({ min: new Date('2005-01-01T00:00:00Z'), max: new Date('2035-12-31T00:00:00Z'), noInvalidDate: true })
const interval = fc.constantFrom<'month' | 'year'>('month', 'year')

describe('the start of a local day', () => {
  it.each([
    ['Africa/Cairo', { year: 2024, month: 4, day: 26 }, '2024-04-25T22:00:00.000Z'], // clocks jump from 00:00 to 01:00
    ['Asia/Beirut', { year: 2024, month: 3, day: 31 }, '2024-03-30T22:00:00.000Z'],
    ['America/Sao_Paulo', { year: 2018, month: 11, day: 4 }, '2018-11-04T03:00:00.000Z'],
    ['America/Havana', { year: 2024, month: 11, day: 3 }, '2024-11-03T04:00:00.000Z'], // midnight comes twice: the first counts
    ['Pacific/Apia', { year: 2011, month: 12, day: 30 }, '2011-12-30T10:00:00.000Z'], // the day that never was
    ['Asia/Kathmandu', { year: 2026, month: 1, day: 1 }, '2025-12-31T18:15:00.000Z'],
  ])('in %s on %o', (timeZone, date, expected) => {
    expect(startOfDay(date, timeZone).toISOString()).toBe(expected)
  })

  it('belongs to that day, and the moment before does not', () => {
    fc.assert(fc.property(instant, zone, (at, timeZone) => {
      const date = localDate(at, timeZone)
      const start = startOfDay(date, timeZone)
      expect(localDate(start, timeZone)).toEqual(date)
      expect(localDate(new Date(start.getTime() - 1), timeZone)).not.toEqual(date)
      expect(start.getTime()).toBeLessThanOrEqual(at.getTime())
    }), { numRuns: 400 })
  })
})

describe('periods', () => {
  it('follow each other without gap or overlap and stay on the anchor day, clamped to the month', () => {
    fc.assert(fc.property(instant, zone, interval, fc.integer({ min: 1, max: 30 }), (at, timeZone, length, count) => {
      const { anchor, period: first } = firstPeriod(at, timeZone, length)
      expect(first.startsAt.getTime()).toBeLessThanOrEqual(at.getTime())
      expect(first.endsAt.getTime()).toBeGreaterThan(at.getTime())
      let period = first
      for (let i = 0; i < count; i++) {
        const next = nextPeriod(anchor, period.endsAt, length)
        expect(next.startsAt).toEqual(period.endsAt)
        expect(next.endsAt.getTime()).toBeGreaterThan(next.startsAt.getTime())
        const end = localDate(next.endsAt, timeZone)
        if (timeZone !== 'Pacific/Apia') expect(end.day).toBe(Math.min(anchor.day, daysInMonth(end.year, end.month)))
        period = next
      }
    }), { numRuns: 150 })
  })

  it('begun on the 31st end on 28 or 29 February and go back to the 31st', () => {
    const { anchor, period } = firstPeriod(new Date('2026-01-31T12:00:00Z'), 'UTC', 'month')
    const ends = [period.endsAt]
    for (let i = 0; i < 3; i++) ends.push(nextPeriod(anchor, ends.at(-1) ?? period.endsAt, 'month').endsAt)
    expect(ends.map((end) => end.toISOString().slice(0, 10))).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'])
  })

  it('begun on 29 February for a year come back to the 29th in the next leap year', () => {
    const { anchor, period } = firstPeriod(new Date('2024-02-29T08:00:00Z'), 'Asia/Riyadh', 'year')
    let end = period.endsAt
    expect(localDate(end, 'Asia/Riyadh')).toEqual({ year: 2025, month: 2, day: 28 })
    for (let i = 0; i < 3; i++) end = nextPeriod(anchor, end, 'year').endsAt
    expect(localDate(end, 'Asia/Riyadh')).toEqual({ year: 2028, month: 2, day: 29 })
  })

  it('paid by the year give twelve months of allowance that cover it exactly', () => {
    fc.assert(fc.property(instant, zone, (at, timeZone) => {
      const { anchor, period } = firstPeriod(at, timeZone, 'year')
      let [cursor, months] = [period.startsAt, 0]
      while (cursor < period.endsAt) {
        const month = allowanceMonth(anchor, period, cursor)
        expect(month.startsAt).toEqual(cursor)
        ;[cursor, months] = [month.endsAt, months + 1]
      }
      expect(cursor).toEqual(period.endsAt)
      expect(months).toBe(12)
    }), { numRuns: 60 })
  })
})
