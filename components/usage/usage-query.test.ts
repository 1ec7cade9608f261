import { describe, expect, it } from 'vitest'
import { parseUsageQuery, usageSearch, windowOf } from './usage-query'
import { addDays, dayOf, startOfDay } from './zoned-day'

const facts = { now: new Date('2026-11-21T22:30:00Z'), timeZone: 'Asia/Riyadh', current: null, previous: null }

describe('the days of a time zone', () => {
  it('begin at that zone’s midnight, in summer and winter', () => {
    expect(startOfDay('2026-11-22', 'Asia/Riyadh').toISOString()).toBe('2026-11-21T21:00:00.000Z')
    expect(startOfDay('2026-07-01', 'Europe/Berlin').toISOString()).toBe('2026-06-30T22:00:00.000Z')
    expect(startOfDay('2026-01-01', 'Europe/Berlin').toISOString()).toBe('2025-12-31T23:00:00.000Z')
    expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
    expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z')
  })

  it('have that zone’s date, not UTC’s', () => {
    expect(dayOf(facts.now, 'Asia/Riyadh')).toBe('2026-11-22')
    expect(dayOf(facts.now, 'America/New_York')).toBe('2026-11-21')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })
})

describe('parseUsageQuery', () => {
  it('takes anything impossible as the default', () => {
    expect(parseUsageQuery({ period: 'forever', group: '<b>', figure: 'x', view: ['table'] })).toEqual({ period: '30d', group: 'model', figure: 'cost', view: 'table' })
    expect(parseUsageQuery({ period: 'custom', from: '2026-02-30', to: '2026-03-01' }).period).toBe('30d')
    expect(parseUsageQuery({ period: 'custom', from: '2026-03-02', to: '2026-03-01' }).period).toBe('30d')
  })

  it('never asks for more than 400 days', () => {
    const { from, to } = parseUsageQuery({ period: 'custom', from: '2020-01-01', to: '2026-01-01' })
    expect([from, to]).toEqual(['2020-01-01', addDays('2020-01-01', 399)])
  })
})

describe('usageSearch', () => {
  it('round-trips, leaves defaults out, and goes back to the first page on a change', () => {
    const query = parseUsageQuery({ period: 'custom', from: '2026-01-01', to: '2026-01-05', group: 'key', cursor: 'abc' })
    const again = parseUsageQuery(Object.fromEntries(new URLSearchParams(usageSearch(query, { cursor: 'abc' }))))
    expect(again).toEqual(query)
    expect(usageSearch(parseUsageQuery({}))).toBe('')
    expect(usageSearch(query, { figure: 'tokens' })).not.toContain('cursor')
    expect(usageSearch(query, { period: '7d' })).toBe('?period=7d&group=key')
  })
})

describe('windowOf', () => {
  const window = (period: string, more = {}) => windowOf(parseUsageQuery({ period, ...more }), facts)

  it('covers whole buckets up to and with the one that is running', () => {
    const { from, to, bucket } = window('24h')
    expect([from.toISOString(), to.toISOString(), bucket]).toEqual(['2026-11-21T23:00:00.000Z', '2026-11-21T23:00:00.000Z', 'hour'].map((text, i) => (i === 0 ? '2026-11-20T23:00:00.000Z' : text)))
    expect((window('7d').to.getTime() - window('7d').from.getTime()) / 86_400_000).toBe(7)
    expect(window('7d').to.toISOString()).toBe('2026-11-22T21:00:00.000Z')
  })

  it('includes both ends of a custom range', () => {
    const { from, to } = window('custom', { from: '2026-11-01', to: '2026-11-02' })
    expect([from.toISOString(), to.toISOString()]).toEqual(['2026-10-31T21:00:00.000Z', '2026-11-02T21:00:00.000Z'])
  })

  it('puts the last 30 days and those before side by side when nothing was ever bought', () => {
    expect(window('previous').to).toEqual(window('current').from)
  })
})
