import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Limiter } from './limiter'
import type { LimitBatch, LimitRule, LimitStore } from './types'

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] }) })
afterEach(() => { vi.useRealTimers() })

/** A store where every limit is as full as is said, and what it was asked. */
function storeWith(level: { now: number }): LimitStore & { batches: LimitBatch[] } {
  const batches: LimitBatch[] = []
  return {
    name: 'redis', batches, close: async () => undefined,
    run: async (batch) => {
      batches.push(batch)
      return { nowMicros: Date.now() * 1000, fits: batch.groups.flatMap((rules) => rules.map(() => true)), levels: batch.groups.flatMap((rules) => rules.map(() => level.now)) }
    },
  }
}

const slots: LimitRule = { kind: 'slots', key: 'a', limit: 10, cost: 1 }

describe('what goes back', () => {
  it('is due at once where more than half is in use, or nobody knows lately', async () => {
    const level = { now: 6 }
    const limiter = new Limiter(storeWith(level))
    const tight = await limiter.take([slots])
    limiter.giveBack(tight.lease, 0)
    expect(limiter.hasReturnsDue).toBe(true)
    level.now = 5
    const [wide, late] = [await limiter.take([slots]), await limiter.take([slots])]
    limiter.giveBack(wide.lease, 0)
    expect(limiter.hasReturnsDue).toBe(false)
    await limiter.settled()
    vi.advanceTimersByTime(1_000)
    limiter.giveBack(late.lease, 0)
    expect(limiter.hasReturnsDue).toBe(true)
  })

  it('into much room goes with what is asked next, else by itself a moment later', async () => {
    const store = storeWith({ now: 1 })
    const limiter = new Limiter(store)
    const first = await limiter.take([slots])
    limiter.giveBack(first.lease, 0)
    const second = await limiter.take([slots])
    expect(store.batches.map(({ cells, groups }) => [cells[0]?.returned, groups.length])).toEqual([[0, 1], [1, 1]])
    vi.advanceTimersByTime(1_000) // nothing is left to go back
    limiter.giveBack(second.lease, 0)
    vi.advanceTimersByTime(25)
    await limiter.settled()
    expect(store.batches.slice(2).map(({ cells, groups }) => [cells[0]?.returned, groups.length])).toEqual([[1, 0]])
  })
})
