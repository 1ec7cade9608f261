import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BatchPace } from './batch-pace'

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** A queue of so many, whose batches go on until they are let go. */
function queueOf(options: ConstructorParameters<typeof BatchPace>[1]) {
  const state = { waitingCount: 0, sizes: [] as number[], gates: [] as (() => void)[] }
  const pace = new BatchPace({
    get waitingCount() { return state.waitingCount },
    take() {
      const size = state.waitingCount
      state.waitingCount = 0
      state.sizes.push(size)
      return () => new Promise<void>((open) => { state.gates.push(open) })
    },
  }, options)
  const ask = async (count: number): Promise<void> => {
    state.waitingCount += count
    pace.wake()
    await turn()
  }
  const finish = async (): Promise<void> => {
    state.gates.shift()?.()
    await turn()
  }
  return { state, ask, finish }
}

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }) })
afterEach(() => { vi.useRealTimers() })

describe('the pace of batches', () => {
  it('lets who asks go at once, again and again', async () => {
    const { state, ask, finish } = queueOf({ inFlight: 1 })
    for (let i = 0; i < 3; i++) {
      await ask(1)
      await finish()
    }
    expect(state.sizes).toEqual([1, 1, 1])
  })

  it('lets another go beside one that is slow, and what came meanwhile when that one is done', async () => {
    const { state, ask, finish } = queueOf({ inFlight: 2, patienceMs: 10 })
    await ask(1)
    await ask(2)
    expect(state.sizes).toEqual([1])
    vi.advanceTimersByTime(10)
    await turn()
    expect(state.sizes).toEqual([1, 2])
    await ask(4)
    vi.advanceTimersByTime(100)
    await turn()
    expect(state.sizes).toEqual([1, 2])
    await finish()
    await turn()
    expect(state.sizes).toEqual([1, 2, 4])
  })
})
