import { describe, expect, it } from 'vitest'
import { longestShown, readLine, withLine, type LogEntry } from './log-line'

const entry = (offset: number): LogEntry => ({ offset: String(offset), at: null, stream: 'stdout', text: `line ${offset}` })

describe('a log line', () => {
  it('of a server that writes JSON shows its event and fields, with its level', () => {
    expect(readLine({ text: '{"time":"2026-05-01T10:00:00Z","level":"error","event":"request_failed","path":"/v1/chat","code":500}' }))
      .toEqual({ level: 'error', words: 'request_failed path=/v1/chat code=500' })
    expect(readLine({ text: '{"level":"info","event":"ready"}' })).toEqual({ level: 'info', words: 'ready' })
  })

  it('of any other server stays as it is', () => {
    expect(readLine({ text: 'llama_load: WARNING slow disk' })).toEqual({ level: 'warning', words: 'llama_load: WARNING slow disk' })
    expect(readLine({ text: '{not json' })).toEqual({ level: 'info', words: '{not json' })
    expect(readLine({ text: 'Out of memory' }).level).toBe('error')
  })

  it('is kept once, and only the newest are kept', () => {
    const lines = Array.from({ length: longestShown + 5 }, (_, at) => entry(at)).reduce<readonly LogEntry[]>(withLine, [])
    expect([lines.length, lines[0]?.offset, lines.at(-1)?.offset]).toEqual([longestShown, '5', String(longestShown + 4)])
    expect(withLine(lines, entry(longestShown + 4))).toBe(lines)
  })
})
