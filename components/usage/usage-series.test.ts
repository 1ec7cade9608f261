import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figureText, shapeUsage, type UsagePoint } from './usage-series'

const starts = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z'].map((text) => new Date(text))
const point = (group: string, at: string, costPicos: bigint, requests = 1): UsagePoint => ({
  group, at: new Date(at), requests, errors: 0, inputTokens: 2, outputTokens: 3, costPicos, billedPicos: 0n, latencyMsSum: 100 * requests,
})

describe('shapeUsage', () => {
  it('puts an instant into the bucket that it is in, and drops what lies before the window', () => {
    const shape = shapeUsage([point('a', '2026-11-01T23:59:59Z', 1n), point('a', '2026-11-02T00:00:00Z', 2n), point('a', '2026-10-31T23:00:00Z', 9n)], starts)
    expect(shape.series[0]?.cells.map((cell) => cell.costPicos)).toEqual([1n, 2n, 0n])
  })

  it('shows six groups at most, the rest together, and loses nothing', () => {
    fc.assert(fc.property(
      fc.array(fc.record({ group: fc.constantFrom(...'abcdefghij'), day: fc.integer({ min: 0, max: 2 }), cost: fc.bigInt({ min: 0n, max: 10n ** 18n }) }), { maxLength: 60 }),
      (rows) => {
        const shape = shapeUsage(rows.map((row) => point(row.group, starts[row.day]?.toISOString() ?? '', row.cost)), starts)
        const expected = rows.reduce((total, row) => total + row.cost, 0n)
        const costs = shape.series.map((series) => series.total.costPicos)
        const ranked = costs.slice(0, shape.series.some((series) => series.group === null) ? -1 : undefined)
        return shape.series.length <= 6 && shape.total.costPicos === expected && costs.reduce((a, b) => a + b, 0n) === expected
          && shape.total.requests === rows.length && ranked.every((cost, i) => i === 0 || cost <= (ranked[i - 1] ?? 0n))
      },
    ))
  })

  it('averages latency over requests, not over buckets', () => {
    const { total } = shapeUsage([point('a', '2026-11-01T00:00:00Z', 0n, 9), { ...point('a', '2026-11-02T00:00:00Z', 0n, 1), latencyMsSum: 2_000 }], starts)
    expect(figureText(total, 'latency', 'USD')).toBe('290 ms')
  })
})
