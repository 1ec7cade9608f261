import { describe, expect, it } from 'vitest'
import { sseEvents, type SseEvent } from './sse-events'

function streamOf(chunks: Uint8Array[], onCancel = () => {}): ReadableStream<Uint8Array> {
  let index = 0
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[index++]
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
    cancel: onCancel,
  })
}

async function all(chunks: Uint8Array[]): Promise<SseEvent[]> {
  const found: SseEvent[] = []
  for await (const event of sseEvents(streamOf(chunks))) found.push(event)
  return found
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('sseEvents', () => {
  it('gives the same events however the bytes are cut, inside letters too', async () => {
    const text = 'data: {"a":"مرحبا 👋"}\n\n: ping\n\nevent: error\ndata: one\ndata: two\n\ndata: [DONE]\n\n'
    const whole = await all([bytes(text)])
    expect(whole).toEqual([
      { event: 'message', data: '{"a":"مرحبا 👋"}' },
      { event: 'error', data: 'one\ntwo' },
      { event: 'message', data: '[DONE]' },
    ])
    for (const size of [1, 2, 3, 7, 16]) {
      const source = bytes(text)
      const cut = Array.from({ length: Math.ceil(source.length / size) }, (_, i) => source.slice(i * size, (i + 1) * size))
      expect(await all(cut)).toEqual(whole)
    }
  })

  it('reads CRLF and values without a space after the colon', async () => {
    expect(await all([bytes('data:x\r\n\r\ndata: y\r\n\r\n')])).toEqual([
      { event: 'message', data: 'x' },
      { event: 'message', data: 'y' },
    ])
  })

  it('drops an event that the end of the stream leaves unfinished', async () => {
    expect(await all([bytes('data: whole\n\ndata: half')])).toEqual([{ event: 'message', data: 'whole' }])
  })

  it('closes the connection when its reader stops early', async () => {
    let canceled = false
    const stream = streamOf([bytes('data: 1\n\n'), bytes('data: 2\n\n'), bytes('data: 3\n\n')], () => (canceled = true))
    for await (const event of sseEvents(stream)) if (event.data === '1') break
    expect(canceled).toBe(true)
  })
})
