import { describe, expect, it } from 'vitest'
import type { LogLine } from '@/lib/providers/instance-runtime/types'
import { followedLog, logFile } from './log-response'

const line = (offset: string, text: string): LogLine => ({ offset, at: new Date('2026-05-01T10:00:00.000Z'), stream: 'stdout', text })
async function* some(): AsyncGenerator<LogLine> {
  yield line('12', 'one')
  yield line('24', 'two\nlines')
}

/** Two lines, then nothing until the reader leaves. */
function following(seen: { ended: boolean }) {
  return async function* read(signal: AbortSignal): AsyncGenerator<LogLine> {
    try {
      yield* some()
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve())
      })
    } finally {
      seen.ended = true
    }
  }
}

describe('a followed log', () => {
  it('sends each line with its offset as id, and says when no more will come', async () => {
    const answer = followedLog(some, new AbortController().signal)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    const text = await answer.text()
    expect(text).toBe(
      'retry: 2000\n\n'
      + 'id: 12\ndata: {"offset":"12","at":"2026-05-01T10:00:00.000Z","stream":"stdout","text":"one"}\n\n'
      + 'id: 24\ndata: {"offset":"24","at":"2026-05-01T10:00:00.000Z","stream":"stdout","text":"two\\nlines"}\n\n'
      + 'event: end\ndata: {}\n\n',
    )
  })

  it('stays open with comments while nothing is written, and stops reading when the reader leaves', async () => {
    const seen = { ended: false }
    const reader = followedLog(following(seen), new AbortController().signal, { keepAliveMs: 1 }).body?.getReader()
    let text = ''
    while (!text.includes(': here\n\n')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toContain('id: 24')
    await reader?.cancel()
    expect(seen.ended).toBe(true)
  })

  it('ends by itself after its longest time without saying that it is over, so that the browser comes back', async () => {
    const seen = { ended: false }
    const text = await followedLog(following(seen), new AbortController().signal, { longestMs: 5 }).text()
    expect(text).toContain('id: 24')
    expect(text).not.toContain('event: end')
    expect(seen.ended).toBe(true)
  })

  it('closes when the runtime cannot be read, so that the browser tries again', async () => {
    async function* broken(): AsyncGenerator<LogLine> {
      yield line('12', 'one')
      throw new Error('the runtime does not answer')
    }
    const text = await followedLog(broken, new AbortController().signal).text()
    expect(text).toContain('id: 12')
    expect(text).not.toContain('event: end')
    expect(text).not.toContain('does not answer')
  })
})

describe('a log to keep', () => {
  it('is a text file of lines with their time and origin', async () => {
    const answer = logFile(some, new AbortController().signal, 'atlas')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="atlas.log"')
    expect(await answer.text()).toBe('2026-05-01T10:00:00.000Z stdout one\n2026-05-01T10:00:00.000Z stdout two\nlines\n')
  })
})
