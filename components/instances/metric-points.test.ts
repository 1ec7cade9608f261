import { describe, expect, it } from 'vitest'
import { bucketsOf, cellsOf, pointsOf } from './metric-points'

const at = (time: string): Date => new Date(`2026-05-01T${time}.000Z`)
const range = { from: at('10:00:30'), to: at('10:04:10'), bucketSeconds: 60 }

describe('an instance’s measurements', () => {
  it('stand in every bucket of the range, empty where nothing was measured', () => {
    const buckets = bucketsOf(range, [{ at: at('10:02:00'), memory: 5 }])
    expect(buckets.map((bucket) => [bucket.at.toISOString().slice(11, 16), bucket.row?.memory])).toEqual([['10:00', undefined], ['10:01', undefined], ['10:02', 5], ['10:03', undefined], ['10:04', undefined]])
  })

  it('leave a gap in a line, and are zero where they count', () => {
    const buckets = bucketsOf(range, [{ at: at('10:02:00'), n: 5 }])
    const figure = { series: { key: 'n', label: 'N' }, value: (row: { n: number }) => row.n, text: (value: number) => `${value} x` }
    const label = (when: Date) => ({ label: when.toISOString().slice(11, 16) })
    const [line, bars] = [pointsOf(buckets, [figure], label, { text: '—', isZero: false }), pointsOf(buckets, [figure], label, { text: '0', isZero: true })]
    expect(line.map((point) => [point.values.n, point.texts.n])).toEqual([[undefined, '—'], [undefined, '—'], [5, '5 x'], [undefined, '—'], [undefined, '—']])
    expect(bars.map((point) => point.values.n)).toEqual([0, 0, 5, 0, 0])
  })

  it('show the gravest state of each stretch of time', () => {
    const spans = [
      { status: 'starting' as const, reason: null, from: at('10:01:00'), to: at('10:01:10') },
      { status: 'running' as const, reason: null, from: at('10:01:10'), to: at('10:03:00') },
      { status: 'failed' as const, reason: 'oom', from: at('10:03:00'), to: at('10:03:01') },
      { status: 'running' as const, reason: null, from: at('10:03:01'), to: at('10:04:00') },
    ]
    expect(cellsOf({ from: at('10:00:00'), to: at('10:04:00'), spans }, 4).map(({ status }) => status)).toEqual([null, 'starting', 'running', 'failed'])
  })
})
