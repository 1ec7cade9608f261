import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventReader } from './sse'

function* inPieces(bytes: Uint8Array, cuts: number[]): Generator<Uint8Array> {
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    if (cut <= from || cut >= bytes.length) continue
    yield bytes.subarray(from, cut)
    from = cut
  }
  yield bytes.subarray(from)
}

function dataOf(bytes: Uint8Array, cuts: number[]): string[] {
  const reader = new EventReader()
  const events = [...inPieces(bytes, cuts)].flatMap((part) => reader.take(reader.decode(part)))
  return [...events, ...reader.last()].map(({ data }) => data)
}

describe('server-sent events', () => {
  it('come out the same wherever the stream is cut, in the middle of a letter too', () => {
    const bytes = new TextEncoder().encode('\ufeff: keep-alive\n\ndata: {"a":"مرحبا"}\n\nevent: error\ndata: {"b":1}\n\ndata: [DONE]\n\n')
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 20 }), (cuts) => {
      expect(dataOf(bytes, cuts)).toEqual(['{"a":"مرحبا"}', '{"b":1}', '[DONE]'])
    }))
  })

  it('understand CRLF, data of several lines and a last event without its empty line', () => {
    expect(dataOf(new TextEncoder().encode('data: one\r\ndata: two\r\n\r\ndata: last'), [])).toEqual(['one\ntwo', 'last'])
  })
})
