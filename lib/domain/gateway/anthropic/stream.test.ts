import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessagesRequest } from './request'
import { messageEvents } from './stream'

const request = MessagesRequest.parse({ model: 'm', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] })

type Event = { type: string; index?: number; content_block?: { type: string }; delta?: { text?: string; partial_json?: string; thinking?: string; stop_reason?: string }; usage?: { output_tokens: number } }
type Said = { kind: 'text' | 'thought'; text: string } | { kind: 'tool'; text: string }

const chunk = (delta: object, more: object = {}): string => `data: ${JSON.stringify({ id: 'r', model: 'm', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`

/** The chunks a server would send for what is said; each tool is a call of its own, its arguments in two pieces. */
function chunksOf(said: readonly Said[]): string {
  let tool = -1
  const pieces = said.map((one) => {
    if (one.kind === 'text') return chunk({ content: one.text })
    if (one.kind === 'thought') return chunk({ reasoning_content: one.text })
    tool += 1
    return chunk({ tool_calls: [{ index: tool, id: `call_${tool}`, function: { name: 'f', arguments: '' } }] }) + chunk({ tool_calls: [{ index: tool, function: { arguments: one.text } }] })
  })
  return `${pieces.join('')}${chunk({}, { finish_reason: 'stop' })}data: {"id":"r","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":7}}\n\ndata: [DONE]\n\n`
}

async function eventsOf(text: string, cuts: readonly number[], showsThinking: boolean): Promise<Event[]> {
  async function* pieces(): AsyncGenerator<string> {
    let from = 0
    for (const cut of [...cuts, text.length].filter((at) => at <= text.length).sort((a, b) => a - b)) {
      yield text.slice(from, cut)
      from = cut
    }
  }
  let out = ''
  for await (const piece of messageEvents(pieces(), request, showsThinking, 'req_1')) out += piece
  return out.split('\n\n').filter(Boolean).map((block) => {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? []
    const event = JSON.parse(data ?? '{}') as Event
    expect(event.type).toBe(name)
    return event
  })
}

const said = fc.array(fc.record({ kind: fc.constantFrom('text' as const, 'thought' as const, 'tool' as const), text: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }) }), { maxLength: 12 })

describe('a stream in Anthropic’s events', () => {
  it('is well-formed whatever is said and however it is cut: one start, blocks that open and close in order, one end', async () => {
    await fc.assert(fc.asyncProperty(said, fc.array(fc.nat(3_000), { maxLength: 8 }), fc.boolean(), async (all, cuts, showsThinking) => {
      const events = await eventsOf(chunksOf(all), cuts, showsThinking)
      expect(events[0]?.type).toBe('message_start')
      const reason = all.some(({ kind }) => kind === 'tool') ? 'tool_use' : 'end_turn'
      expect(events.slice(-2)).toMatchObject([{ type: 'message_delta', delta: { stop_reason: reason }, usage: { output_tokens: 7 } }, { type: 'message_stop' }])
      let open: number | null = null
      let next = 0
      for (const { type, index } of events.slice(1, -2)) {
        if (type === 'content_block_start') {
          expect([open, index]).toEqual([null, next])
          open = next++
        } else if (type === 'content_block_stop') {
          expect(index).toBe(open)
          open = null
        } else expect([type, index]).toEqual(['content_block_delta', open])
      }
      expect(open).toBeNull()
    }), { numRuns: 200 })
  })

  it('loses no word: texts, arguments and (when asked for) thoughts come through whole', async () => {
    await fc.assert(fc.asyncProperty(said, fc.boolean(), async (all, showsThinking) => {
      const deltas = (await eventsOf(chunksOf(all), [], showsThinking)).map(({ delta }) => delta)
      const of = (kind: Said['kind']): string => all.filter((one) => one.kind === kind).map(({ text }) => text).join('')
      expect(deltas.map((delta) => delta?.text ?? '').join('')).toBe(of('text'))
      expect(deltas.map((delta) => delta?.partial_json ?? '').join('')).toBe(of('tool'))
      expect(deltas.map((delta) => delta?.thinking ?? '').join('')).toBe(showsThinking ? of('thought') : '')
    }), { numRuns: 200 })
  })

  it('takes no letter for the end of a line but its own', async () => {
    const words = 'a\u2028b\u2029c\u0085d'
    const events = await eventsOf(chunksOf([{ kind: 'text', text: words }]), [], false)
    expect(events.map(({ delta }) => delta?.text ?? '').join('')).toBe(words)
  })

  it('tells a client that waits that the connection lives', async () => {
    const events = await eventsOf(`: keep-alive\n\n${chunksOf([{ kind: 'text', text: 'a' }])}`, [], false)
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['message_start', 'ping'])
  })
})
