import { describe, expect, it } from 'vitest'
import { minutes, plus } from '@/lib/kernel/clock'
import type { RateQuote } from '@/lib/providers/rates/types'
import { judgeRate } from './judge-rate'

const now = new Date('2026-11-22T12:00:00Z')
const quote = (last: string, more: Partial<RateQuote> = {}): RateQuote => ({ asset: 'BTC', currency: 'USD', source: 'kraken', bid: last, last, observedAt: now, ...more })
const judge = (answers: RateQuote[], before: { last: string; observedAt: Date } | null = null, spreadBps = 0) => judgeRate(answers, { now, before, spreadBps })

describe('a rate', () => {
  it('is the first source’s bid less the spread', () => {
    expect(judge([quote('77000', { bid: '76990.5' }), quote('77010', { source: 'coingecko' })], null, 50)).toMatchObject({ state: 'accepted', rate: '76605.5475', last: '77000' })
  })

  it('is not used where two sources are more than two percent apart', () => {
    expect(judge([quote('100'), quote('102')])).toMatchObject({ state: 'accepted' })
    expect(judge([quote('100'), quote('102.001')])).toMatchObject({ state: 'refused', problem: 'deviation' })
    expect(judge([quote('102.001'), quote('100')])).toMatchObject({ state: 'refused', problem: 'deviation' })
    expect(judge([quote('100'), quote('101.9'), quote('99.9')])).toMatchObject({ state: 'refused', problem: 'deviation' })
  })

  it('is not made of a bid that is more than two percent from the prices', () => {
    expect(judge([quote('100', { bid: '98.1' })])).toMatchObject({ state: 'accepted', rate: '98.1' })
    expect(judge([quote('100', { bid: '150' })])).toMatchObject({ state: 'refused', problem: 'deviation' })
    expect(judge([quote('100', { bid: '0.01' })])).toMatchObject({ state: 'refused', problem: 'deviation' })
    expect(judge([quote('100', { bid: '101' }), quote('98.9')])).toMatchObject({ state: 'refused', problem: 'deviation' })
  })

  it('that leaps waits for a second source, or for ten minutes', () => {
    const before = { last: '100', observedAt: plus(now, -minutes(10)) }
    expect(judge([quote('115')], before)).toMatchObject({ state: 'accepted' })
    expect(judge([quote('115.001')], before)).toMatchObject({ state: 'refused', problem: 'jump' })
    expect(judge([quote('84')], before)).toMatchObject({ state: 'refused', problem: 'jump' })
    expect(judge([quote('130'), quote('131')], before)).toMatchObject({ state: 'accepted', rate: '130' })
    expect(judge([quote('130')], { ...before, observedAt: plus(now, -minutes(10) - 1) })).toMatchObject({ state: 'accepted' })
  })

  it('leaves out a source whose time is old or ahead', () => {
    const aged = (ms: number) => quote('50', { sourceTime: plus(now, ms) })
    expect(judge([aged(-minutes(10) - 1), quote('100')])).toMatchObject({ state: 'accepted', rate: '100' })
    expect(judge([aged(10_001), quote('100')])).toMatchObject({ state: 'accepted', rate: '100' })
    expect(judge([aged(-minutes(10))])).toMatchObject({ rate: '50' })
    expect(judge([aged(minutes(1))])).toBeNull()
    expect(judge([])).toBeNull()
  })

  it('a tether is a dollar within one percent, and its own price beyond', () => {
    const tether = (bid: string, currency = 'USD') => judge([quote(bid, { asset: 'USDT', currency })], null, 100)
    expect(tether('0.99')).toMatchObject({ rate: '1' })
    expect(tether('1.01')).toMatchObject({ rate: '1' })
    expect(tether('0.98')).toMatchObject({ rate: '0.9702' })
    expect(tether('1.02')).toMatchObject({ rate: '1.0098' })
    expect(tether('0.995', 'EUR')).toMatchObject({ rate: '0.98505' })
  })
})
