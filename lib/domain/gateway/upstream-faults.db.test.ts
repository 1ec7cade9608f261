import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'

let upstream: FakeUpstream
let client: Metered
const plenty = 10n ** 15n

beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
const clientOf = (upstreamTimeoutMs = 60_000): Promise<Metered> => createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, upstreamTimeoutMs })
beforeEach(async () => {
  upstream.script = {}
  client = await clientOf()
})
/** Where silence is what is tested; long enough for a busy machine to speak. */
const impatientMs = 1_500

const words = (count: number): string[] => Array.from({ length: count }, (_one, i) => ` word${i % 7}`)

/** Runs one request to its end and gives back its usage row, with the books in step. */
async function billed(over: object = {}): Promise<{ status: number; text: string; event: Awaited<ReturnType<typeof books>>['events'][number] | undefined }> {
  const answer = await gatewayPost(client, over)
  const text = await answerText(answer)
  await expect.poll(async () => (await books(client)).openHolds, { timeout: 60_000 }).toBe(0)
  await expectExactBooks(client, { wallet: plenty })
  const { events } = await books(client)
  expect(events).toHaveLength(1)
  return { status: answer.status, text, event: events[0] }
}

const free = { costPicos: 0n, walletPicos: 0n, inputTokens: 0, outputTokens: 0, status: 'error' }

describe('a server that', () => {
  it('never answers costs nothing', async () => {
    client = await clientOf(400)
    upstream.script = { gate: new Promise(() => undefined) }
    const { status, event } = await billed()
    expect([status, event?.errorCode]).toEqual([504, 'upstream_timeout'])
    expect(event).toMatchObject(free)
  })

  it('goes silent before the first token of a stream costs nothing, and the client hears of it', async () => {
    client = await clientOf(impatientMs)
    upstream.script = { hangAfter: 0 }
    const { text, event } = await billed({ stream: true })
    expect(text).toContain('event: error')
    expect(event).toMatchObject(free)
  })

  it('goes silent amid a stream is paid for what it relayed, counted and marked as estimated', async () => {
    client = await clientOf(impatientMs)
    upstream.script = { pieces: words(40), hangAfter: 30 }
    const { text, event } = await billed({ stream: true })
    expect(text).toContain('event: error')
    expect(event).toMatchObject({ status: 'error', outputTokens: 30, isEstimated: true, errorCode: 'upstream_failed' })
  })

  it('dribbles is waited for and billed the truth', async () => {
    client = await clientOf(impatientMs)
    upstream.script = { pieces: words(6), pieceDelayMs: impatientMs / 4 }
    const { text, event } = await billed({ stream: true })
    expect(text).toContain('[DONE]')
    expect(event).toMatchObject({ status: 'ok', outputTokens: 6, isEstimated: false })
  })

  it('resets the connection amid a stream is paid for what it relayed', async () => {
    upstream.script = { pieces: words(80), breakAfter: 50, pieceDelayMs: 1 }
    const { event } = await billed({ stream: true })
    expect(event).toMatchObject({ status: 'error', outputTokens: 50, isEstimated: true })
  })

  it('resets before the first token costs nothing', async () => {
    upstream.script = { breakAfter: 0 }
    const { event } = await billed({ stream: true })
    expect(event).toMatchObject(free)
  })

  it('says its count as it goes is believed as far as it got', async () => {
    upstream.script = { pieces: words(40), breakAfter: 25, pieceDelayMs: 1, usageAsItGoes: true }
    const { event } = await billed({ stream: true })
    expect(event).toMatchObject({ status: 'error', inputTokens: 5, outputTokens: 25, isEstimated: false })
  })

  it.each(['<html>no</html>', '{"choices": [', '[]', 'null', '', '{"error": {"message": "out of memory"}}', '{"choices": []}'])('answers rubbish (%s) costs nothing', async (body) => {
    upstream.script = { body }
    const { status, event } = await billed()
    expect(status).toBe(502)
    expect(event).toMatchObject(free)
  })

  it('sends a body without end is cut off and costs nothing', async () => {
    upstream.script = { endless: 'x'.repeat(1_048_576) }
    const { status, event } = await billed()
    expect(status).toBe(502)
    expect(event).toMatchObject(free)
  })

  it('streams an event without end is cut off before it fills the memory, and costs nothing', async () => {
    upstream.script = { endless: 'x'.repeat(1_048_576) }
    const { text, event } = await billed({ stream: true })
    expect(text).toContain('event: error')
    expect(event).toMatchObject(free)
  })

  it('says in its stream that it failed, by whatever name, costs nothing', async () => {
    upstream.script = { endless: 'data: {"object":"error","message":"out of memory","code":500}\n\ndata: [DONE]\n\n' }
    const { text, event } = await billed({ stream: true })
    expect(text).toContain('event: error')
    expect(event).toMatchObject(free)
  })

  it('runs on past its limit is cut off, and billed no more than was held', async () => {
    upstream.script = { endless: `data: {"choices":[{"index":0,"delta":{"content":"${'word '.repeat(20)}"}}]}\n\n` }
    const { event } = await billed({ stream: true, max_tokens: 40 })
    expect(event).toMatchObject({ status: 'error', outputTokens: 40, isEstimated: true })
  })

  it('answers 500 again and again costs nothing, however many ask', async () => {
    upstream.script = { status: 500 }
    const answers = await Promise.all(Array.from({ length: 25 }, () => gatewayPost(client)))
    expect(answers.every(({ status }) => [502, 503].includes(status))).toBe(true)
    const { events } = await books(client)
    expect(events).toHaveLength(25)
    expect(events.every(({ costPicos, status }) => costPicos === 0n && status === 'error')).toBe(true)
    await expectExactBooks(client, { wallet: plenty })
  })
})

describe('usage numbers', () => {
  const counted = { isEstimated: true, outputTokens: 3 }
  it.each([
    ['too big', { prompt_tokens: 10 ** 12, completion_tokens: 10 ** 12 }, { isEstimated: false, outputTokens: 50 }],
    ['not whole', { prompt_tokens: 5.5, completion_tokens: 3.9 }, { isEstimated: false, inputTokens: 5, outputTokens: 3 }],
    ['negative', { prompt_tokens: -5, completion_tokens: 3 }, counted],
    ['negative on the other side', { prompt_tokens: 5, completion_tokens: -3 }, counted],
    ['no numbers', { prompt_tokens: '5', completion_tokens: 'NaN' }, counted],
    ['null', { prompt_tokens: null, completion_tokens: null }, counted],
    ['nothing for an answer that was given', { prompt_tokens: 5, completion_tokens: 0 }, { isEstimated: true, inputTokens: 5, outputTokens: 3 }],
    ['more of the prompt from the cache than there is', { prompt_tokens: 5, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 99 } }, { cachedTokens: 5, outputTokens: 3, isEstimated: false }],
    ['a negative part from the cache', { prompt_tokens: 5, completion_tokens: 3, prompt_tokens_details: { cached_tokens: -9 } }, { cachedTokens: 0, isEstimated: false }],
    ['missing', null, counted],
  ])('that are %s are bounded or counted anew, whole and streamed alike', async (_name, usage, expected) => {
    for (const stream of [false, true]) {
      client = await clientOf()
      upstream.script = { usage, pieces: [' one', ' two', ' three'] }
      const { event } = await billed({ stream, max_tokens: 50 })
      expect(event).toMatchObject({ ...expected, status: 'ok' })
      expect((event?.inputTokens ?? 0) <= 8_192).toBe(true)
    }
  })
})
