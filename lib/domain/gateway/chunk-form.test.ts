import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EventReader } from '@/lib/providers/inference/sse'
import { saidIn, wordsIn } from './answer-text'
import { ChunkForm, parseChunk, type Chunk } from './chunk-form'

const write = (chunk: Chunk): string => `data: ${JSON.stringify({ ...chunk, id: 'req_1', usage: null })}\n\n`

/** What a form says of each of these chunks, learning from those that it does not know; what it says is what the long way says. */
function readAll(chunks: readonly string[]): boolean[] {
  const form = new ChunkForm(write)
  return chunks.map((data) => {
    const chunk = parseChunk(data) ?? {}
    const words = Array.isArray(chunk.choices) ? wordsIn(chunk.choices[0]) : undefined
    const known = form.read(data)
    if (known) expect(known).toEqual({ words: Array.isArray(chunk.choices) ? chunk.choices.map(saidIn).join('') : '', written: write(chunk) })
    else if (words !== undefined) form.learn(data, words)
    return known !== undefined
  })
}

const chat = (content: unknown, more: object = {}, top: object = {}): string =>
  JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, ...more, finish_reason: null }], ...top })
const completion = (text: string): string => JSON.stringify({ id: 'c', choices: [{ text, index: 0, finish_reason: null }] })

const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('"', '\\', '",', ',', ':', '{"', 'content', 'm', '\n', '\u2028', '$&', '</s>', '\ud800'))
const anyChunk = fc.oneof(
  { weight: 8, arbitrary: words.map((one) => chat(one)) },
  words.map(completion), words.map((one) => chat(one, { logprobs: { content: [{ token: one }] } })), words.map((one) => chat(one, {}, { usage: { prompt_tokens: 1, completion_tokens: 1 } })),
  words.map((one) => chat(one, { message: { content: one } })), words.map((one) => chat('x', { text: one })), words.map((one) => chat(one, {}, { obfuscation: one })), fc.constantFrom('[DONE]', '{', 'null', chat(null), chat(''), chat('x', {}, { error: { message: 'x' } }), chat('x', {}, { object: 'error' })),
  words.map((one) => JSON.stringify({ choices: [{ index: 0, delta: { content: 'x', tool_calls: [{ index: 0, function: { name: 'f', arguments: one } }] }, finish_reason: null }] })),
  words.map((one) => JSON.stringify({ choices: [{ index: 0, delta: { content: one }, finish_reason: 'stop' }] })),
  words.map((one) => chat('x').replace('"delta"', () => `"delta":{"content":${JSON.stringify(one)}},"delta"`)),
)

it('a chunk of a known form means and becomes what it does the long way, whatever came before', () => {
  fc.assert(fc.property(fc.array(anyChunk, { maxLength: 12 }), (chunks) => void readAll(chunks)))
})

it('is known from the second chunk of words on, also in letters beyond Latin; words that are written with escapes go the long way', () => {
  expect(readAll([chat(''), chat('Hello'), chat(' world'), chat(' مرحبا'), chat('"quoted"'), chat('\n'), chat(''), chat('$&')])).toEqual([false, false, true, true, false, false, true, true])
  expect(readAll([completion('Once'), completion(' upon')])).toEqual([false, true])
})

it('does not know ends, errors or usage by their form', () => {
  const others = [chat('x', {}, { error: { message: 'no' } }), chat('x', {}, { usage: { prompt_tokens: 1, completion_tokens: 2 } }), JSON.stringify({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }] })]
  for (const other of others) expect(readAll([other, other, chat('Hello'), other, chat('again')])).toEqual([false, false, false, false, true])
})

it('studies a server whose chunks differ in more than their words only a few times', () => {
  let written = 0
  const form = new ChunkForm((chunk) => { written += 1; return write(chunk) })
  for (let i = 0; i < 100; i++) form.learn(chat(`word${i}`, {}, { created: i }), `word${i}`)
  expect(written).toBeLessThan(10)
})

/** A stream in these pieces through the form, and event by event without it. */
function pass(pieces: readonly string[]): { runs: number; written: string; words: string[] } {
  const [form, reader] = [new ChunkForm(write), new EventReader()]
  const out = { runs: 0, written: '', words: [] as string[] }
  for (const piece of pieces) {
    const letters = reader.decode(Buffer.from(piece))
    const run = reader.isBetween ? form.readRun(letters) : undefined
    if (run) [out.runs, out.written] = [out.runs + 1, out.written + run.written]
    out.words.push(...run?.words ?? [])
    for (const { data } of run ? [] : reader.take(letters)) {
      const chunk = parseChunk(data) ?? {}
      const words = Array.isArray(chunk.choices) ? chunk.choices.map(saidIn).join('') : ''
      out.written += write(chunk)
      out.words.push(words)
      if (Array.isArray(chunk.choices) && wordsIn(chunk.choices[0]) !== undefined) form.learn(data, words)
    }
  }
  return out
}

const events = (chunks: readonly string[]): string => chunks.map((data) => `data: ${data}\n\n`).join('')

it('events of a known form that come together mean and become what they do one by one, however the stream is cut', () => {
  const cut = fc.array(fc.nat(200), { maxLength: 20 })
  fc.assert(fc.property(fc.array(anyChunk.filter((data) => parseChunk(data) !== undefined), { maxLength: 12 }), cut, (chunks, lengths) => {
    const whole = events(chunks)
    let at = 0
    const pieces = [...lengths.map((length) => whole.slice(at, at += length)), whole.slice(at)].filter((piece) => !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(piece))
    const alone = pieces.join('') === whole ? pieces : [whole]
    const [together, apart] = [pass(alone), pass([...whole].map((letter) => letter))]
    expect([together.written, together.words]).toEqual([apart.written, apart.words])
  }))
})

it('whole events of words are known together, an event that is cut, or has several lines, is not', () => {
  expect(pass([events([chat('Hello')]), events([chat(' wide'), chat(' world'), chat('')]), events([chat('!')])])).toMatchObject({ runs: 2, words: ['Hello', ' wide', ' world', '', '!'] })
  expect(pass([events([chat('Hello')]), events([chat(' wide'), chat('"')]), 'data: '])).toMatchObject({ runs: 0, words: ['Hello', ' wide', '"'] })
  const inLines = events([chat('Hello').replace('"choices"', '\ndata: "choices"')])
  expect(pass([inLines, inLines, inLines])).toMatchObject({ runs: 0, words: ['Hello', 'Hello', 'Hello'] })
})
