import { afterEach, describe, expect, it, vi } from 'vitest'
import { MicroBatch } from './micro-batch'

afterEach(() => { vi.useRealTimers() })

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('a micro-batch', () => {
  it('does what is asked for in one turn in one go, each answer to its asker', async () => {
    const batches: number[][] = []
    const batch = new MicroBatch<number, string>(async (items) => { batches.push([...items]); return items.map((item) => `#${item}`) }, () => true)
    expect(await Promise.all([1, 2, 3].map((item) => batch.add(item)))).toEqual(['#1', '#2', '#3'])
    expect(batches).toEqual([[1, 2, 3]])
  })

  it('gathers what comes while its batches are under way, and has no more of them than allowed', async () => {
    const [sizes, gates]: [number[], (() => void)[]] = [[], []]
    const batch = new MicroBatch<number, number>(async (items) => {
      sizes.push(items.length)
      await new Promise<void>((open) => { gates.push(open) })
      return items
    }, () => true, { most: 4, inFlight: 1 })
    const all = Promise.all(Array.from({ length: 7 }, (_one, i) => batch.add(i)))
    for (let i = 0; i < 6; i++) {
      await turn()
      gates.shift()?.()
    }
    expect(await all).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(sizes).toEqual([4, 3])
    expect(batch.size).toBe(0)
  })

  it('waits for its batch under way, but not longer than its patience', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const [batches, gates]: [number[][], (() => void)[]] = [[], []]
    const batch = new MicroBatch<number, number>(async (items) => {
      batches.push([...items])
      await new Promise<void>((open) => { gates.push(open) })
      return items
    }, () => true, { most: 4, inFlight: 2, patienceMs: 5 })
    const first = batch.add(1)
    await turn()
    const rest = [batch.add(2), batch.add(3)]
    await turn()
    vi.advanceTimersByTime(4)
    await turn()
    expect(batches).toEqual([[1]])
    vi.advanceTimersByTime(2)
    await turn()
    expect(batches).toEqual([[1], [2, 3]])
    for (const open of gates) open()
    expect(await Promise.all([first, ...rest])).toEqual([1, 2, 3])
  })

  it('that fails is done one by one: only the culprit hears of it', async () => {
    const run = async (items: readonly number[]): Promise<readonly number[]> => {
      if (items.includes(13)) throw new Error('13')
      return items
    }
    const batch = new MicroBatch<number, number>(run, () => true)
    const results = await Promise.allSettled([12, 13, 14].map((item) => batch.add(item)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('is not repeated after a failure of which nobody knows whether it took effect', async () => {
    let runs = 0
    const batch = new MicroBatch<number, number>(async () => { runs += 1; throw new Error('connection lost') }, () => false)
    const results = await Promise.allSettled([1, 2].map((item) => batch.add(item)))
    expect([runs, ...results.map(({ status }) => status)]).toEqual([1, 'rejected', 'rejected'])
  })
})
