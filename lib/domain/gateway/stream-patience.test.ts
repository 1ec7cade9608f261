import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { longestAnswerMs } from '@/lib/providers/inference/types'
import { Handover } from './handover'
import { drainMs, StreamPatience } from './stream-patience'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

function begin(signal = new AbortController().signal): { patience: StreamPatience; out: Handover; cuts: { count: number } } {
  const [out, cuts] = [new Handover(longestAnswerMs * 2), { count: 0 }]
  return { patience: new StreamPatience(signal, out, () => { cuts.count += 1 }), out, cuts }
}

describe('a stream whose client has gone', () => {
  it('is read on for its time, and then cut off', () => {
    const client = new AbortController()
    const { patience, cuts } = begin(client.signal)
    vi.advanceTimersByTime(drainMs * 2)
    client.abort()
    vi.advanceTimersByTime(drainMs - 1)
    expect([patience.over, cuts.count]).toEqual([undefined, 0])
    vi.advanceTimersByTime(1)
    expect([patience.over, cuts.count]).toEqual(['drained', 1])
  })

  it('before it began is no different', () => {
    const { patience, out, cuts } = begin(AbortSignal.abort())
    expect(out.put('x'.repeat(100_000))).toBeUndefined()
    vi.advanceTimersByTime(drainMs)
    expect([patience.over, cuts.count]).toEqual(['drained', 1])
  })
})

describe('a stream whose client stays', () => {
  it('is cut off once nobody waits that long, and its reader is waited for no longer', () => {
    const { patience, out, cuts } = begin()
    vi.advanceTimersByTime(longestAnswerMs - 1)
    expect([patience.over, cuts.count]).toEqual([undefined, 0])
    vi.advanceTimersByTime(1)
    expect([patience.over, cuts.count, out.put('x'.repeat(100_000))]).toEqual(['too_long', 1, undefined])
  })

  it.each([[true, 0], [false, 1]])('is let go of at its end, cut off only where the server goes on (read: %s)', (isRead, cut) => {
    const client = new AbortController()
    const { patience, cuts } = begin(client.signal)
    patience.end(isRead)
    client.abort()
    vi.advanceTimersByTime(longestAnswerMs + drainMs)
    expect([patience.over, cuts.count]).toEqual([undefined, cut])
  })
})
