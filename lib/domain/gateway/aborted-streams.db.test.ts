import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { figure } from '@/lib/testing/figure'
import { answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { drainMs } from './stream-patience'

let upstream: FakeUpstream
let client: Metered
const plenty = 10n ** 15n

beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
beforeEach(async () => {
  upstream.script = {}
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
})

const english = 'The gateway relays every token that a model generates and bills the count which the server itself reports when it is done with an answer '.split(' ').filter(Boolean)
const arabic = 'تنقل البوابة كل رمز يولده النموذج وتحاسب على العدد الذي يذكره الخادم نفسه عندما ينتهي من الإجابة كاملة'.split(' ')

/** How a server cuts its answer into pieces: what it sends as piece `i`, and how many tokens it counts that as. */
type Manner = { name: string; piece: (i: number) => string; tokens: (i: number) => number }

const wordAt = (words: string[], i: number): string => ` ${words[i % words.length] ?? ''}`
const run = (words: string[], from: number, count: number): string => Array.from({ length: count }, (_one, i) => wordAt(words, from + i)).join('')
const manners: Manner[] = [
  { name: 'a token a piece', piece: (i) => wordAt(english, i), tokens: () => 1 },
  { name: 'a token a piece, parts of words', piece: (i) => ['gener', 'ation', 's', ',', ' of', ' 42'][i % 6] ?? '', tokens: () => 1 },
  { name: 'a token a piece, in Arabic', piece: (i) => wordAt(arabic, i), tokens: () => 1 },
  { name: 'five words a piece', piece: (i) => run(english, i * 5, 5), tokens: () => 7 },
  { name: 'pieces of two to nine Arabic words', piece: (i) => run(arabic, i, 2 + (i % 8)), tokens: (i) => run(arabic, i, 2 + (i % 8)).trim().split(' ').reduce((sum, word) => sum + Math.max(1, Math.round(word.length / 2.4)), 0) },
  { name: 'letter by letter', piece: (i) => english.join(' ').charAt(i % 120), tokens: (i) => (i % 4 === 0 ? 1 : 0) },
]

const tokensOf = (manner: Manner, pieces: number): number => Array.from({ length: pieces }, (_one, i) => manner.tokens(i)).reduce((sum, one) => sum + one, 0)

async function lastEvent(): Promise<{ outputTokens: number; isEstimated: boolean; status: string; costPicos: bigint }> {
  await expect.poll(async () => (await books(client)).openHolds, { timeout: 60_000 }).toBe(0)
  const { events } = await books(client)
  const event = events.at(-1)
  if (!event) throw new Error('no usage row')
  return event
}

async function stream(manner: Manner, pieces: number, breakAfter?: number): Promise<void> {
  upstream.script = {
    pieces: Array.from({ length: pieces }, (_one, i) => manner.piece(i)), usage: { prompt_tokens: 5, completion_tokens: tokensOf(manner, pieces) },
    ...(breakAfter === undefined ? {} : { breakAfter, pieceDelayMs: 1 }), // what has not left the server yet is lost with the connection
  }
  await answerText(await gatewayPost(client, { stream: true, max_tokens: 500 }))
}

describe('a stream that the server breaks off', () => {
  it.each(manners)('is billed within 2 % of the server\'s own count, once it has counted some for itself: $name', async (manner) => {
    for (const pieces of [40, 33, 47]) await stream(manner, pieces)
    await stream(manner, 60, 44)
    const [{ outputTokens, isEstimated }, truth] = [await lastEvent(), tokensOf(manner, 44)]
    figure(`broken off, ${manner.name}: billed ${outputTokens} of`, truth)
    expect(isEstimated).toBe(true)
    expect(Math.abs(outputTokens - truth) / truth).toBeLessThanOrEqual(0.02)
    await expectExactBooks(client, { wallet: plenty })
  })

  it('is never free after a relayed token, from the first one on', async () => {
    await stream(manners[0] as Manner, 5, 1)
    expect(await lastEvent()).toMatchObject({ outputTokens: 1, status: 'error' })
  })
})

describe('a stream whose client leaves', () => {
  it.each([0, 1, 7])('after %i reads is billed the server\'s own count to the token', async (reads) => {
    upstream.script = { pieces: Array.from({ length: 25 }, (_one, i) => ` w${i}`), pieceDelayMs: 4, usage: { prompt_tokens: 6, completion_tokens: 31 } }
    const gone = new AbortController()
    const answer = await gatewayPost(client, { stream: true }, { signal: gone.signal })
    if (typeof answer.body !== 'string') for (let i = 0; i < reads; i++) await answer.body.next()
    gone.abort()
    expect(await lastEvent()).toMatchObject({ status: 'canceled', outputTokens: 31, isEstimated: false })
    await expectExactBooks(client, { wallet: plenty })
  })

  it('and whose server goes on without an end is cut off after a time, and not free', async () => {
    upstream.script = { hangAfter: 0 }
    const gone = new AbortController()
    await gatewayPost(client, { stream: true }, { signal: gone.signal })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    gone.abort()
    vi.advanceTimersByTime(drainMs)
    vi.useRealTimers()
    const { costPicos, ...event } = await lastEvent()
    expect(event).toMatchObject({ status: 'canceled', isEstimated: true, outputTokens: 0 })
    expect(costPicos).toBeGreaterThan(0n)
    await expectExactBooks(client, { wallet: plenty })
  })

  it('just as its server breaks off before the first token is free', async () => {
    upstream.script = { hangAfter: 0 }
    client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, upstreamTimeoutMs: 1_500 })
    const gone = new AbortController()
    await gatewayPost(client, { stream: true }, { signal: gone.signal })
    gone.abort()
    expect(await lastEvent()).toMatchObject({ status: 'canceled', outputTokens: 0, costPicos: 0n })
  })
})
