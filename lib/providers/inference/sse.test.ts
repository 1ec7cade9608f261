import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvents } from './sse'

async function* inPieces(bytes: Uint8Array, cuts: number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    if (cut <= from || cut >= bytes.length) continue
    yield bytes.subarray(from, cut)
    from = cut
  }
  yield bytes.subarray(from)
}

const dataOf = async (bytes: Uint8Array, cuts: number[]): Promise<string[]> => {
  const found: string[] = []
  for await (const events of readEvents(inPieces(bytes, cuts))) found.push(...events.map(({ data }) => data))
  return found
}

describe('server-sent events', () => {
  it('come out the same wherever the stream is cut, in the middle of a letter too', async () => {
    const bytes = new TextEncoder().encode('\ufeff: keep-alive\n\ndata: {"a":"مرحبا"}\n\nevent: error\ndata: {"b":1}\n\ndata: [DONE]\n\n')
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 20 }), async (cuts) => {
      expect(await dataOf(bytes, cuts)).toEqual(['{"a":"مرحبا"}', '{"b":1}', '[DONE]'])
    }))
  })

  it('understand CRLF, data of several lines and a last event without its empty line', async () => {
    expect(await dataOf(new TextEncoder().encode('data: one\r\ndata: two\r\n\r\ndata: last'), [])).toEqual(['one\ntwo', 'last'])
  })
})
