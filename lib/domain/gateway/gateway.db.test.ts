import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { getGeneration } from '@/lib/domain/usage'
import { newId } from '@/lib/kernel/id'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerJson, answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { handleGateway, releaseForgotten, type GatewayAnswer } from '.'

let upstream: FakeUpstream
beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
beforeEach(() => { upstream.script = {} })

const plenty = 10n ** 15n

const call = (client: Metered, over: object = {}, signal = new AbortController().signal): Promise<GatewayAnswer> => gatewayPost(client, over, { signal })
const jsonOf = answerJson<{ error: { code: string; message: string }; usage: { cost: string } }>

describe('a request', () => {
  it('is billed what the server used, to the pico, and leaves one usage row under its id', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const answer = await call(client)
    const { usage } = await jsonOf(answer)
    expect(answer.status).toBe(200)
    expect(usage.cost).toBe('0.000002200000') // 5 × 0.20 + 2 × 0.60 a million
    const { events } = await books(client)
    expect(events).toMatchObject([{ id: answer.headers['x-request-id'], costPicos: 2_200_000n, walletPicos: 2_200_000n, inputTokens: 5, outputTokens: 2, status: 'ok', keyId: client.keyId }])
    await expectExactBooks(client, { wallet: plenty })
  })

  it('takes the allowance first, then the wallet, then overage, within one request too', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], includedTokens: 6n, walletPicos: 300_000n, spendLimitPicos: plenty })
    await call(client, { max_tokens: 20 })
    // 5 + 2 tokens: six covered, one answer token (600,000 picos) is not: the wallet's 300,000, then overage.
    expect((await books(client)).events).toMatchObject([{ allowanceTokens: 6n, walletPicos: 300_000n, overagePicos: 300_000n }])
    await expectExactBooks(client, { wallet: 300_000n })
  })

  it('is refused with 402 when nothing pays for it, and nothing is held', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl] })
    const answer = await call(client)
    expect(answer.status).toBe(402)
    expect((await jsonOf(answer)).error.code).toBe('insufficient_funds')
    expect((await books(client)).everHeld).toBe(0)
  })

  it('has its answer shortened to what the balance pays, and says so', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 40_000_000n })
    const answer = await call(client, { max_tokens: 400 })
    const lowered = Number(answer.headers['x-max-tokens-lowered'])
    expect(lowered).toBeGreaterThanOrEqual(16)
    expect(lowered).toBeLessThan(400)
    expect(upstream.bodies.at(-1)).toMatchObject({ max_tokens: lowered })
  })

  it('is never billed for more than was held, whatever the server claims', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { usage: { prompt_tokens: 9_000_000, completion_tokens: 9_000_000 } }
    await call(client, { max_tokens: 50 })
    const { events } = await books(client)
    expect(events[0]?.outputTokens).toBe(50)
    expect(events[0]?.inputTokens).toBeLessThan(1_000) // what was held for the prompt; the books refuse more
    await expectExactBooks(client, { wallet: plenty })
  })

  it('that fails upstream is free, kept with its reason, and was tried again first', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { status: 500 }
    const answer = await call(client)
    expect(answer.status).toBe(502)
    expect((await books(client)).events).toMatchObject([{ status: 'error', errorCode: 'upstream_failed', walletPicos: 0n, costPicos: 0n, attempts: 2 }])
    await expectExactBooks(client, { wallet: plenty })
  })

  it('leaves what concerns the operator’s account at the server behind and says so; what would move the bill is a 400 that names it', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const answer = await call(client, { store: true, metadata: { team: 'x' }, service_tier: 'priority', user: 'u1', top_k: 5 })
    expect([answer.status, answer.headers['x-fields-dropped']]).toEqual([200, 'metadata, service_tier, store'])
    expect(upstream.bodies.at(-1)).toMatchObject({ user: 'u1', top_k: 5 })
    expect(Object.keys(upstream.bodies.at(-1) ?? {}).filter((name) => ['store', 'metadata', 'service_tier'].includes(name))).toEqual([])
    const asked = upstream.bodies.length
    const refused = await call(client, { api_base: 'http://10.0.0.1/v1' })
    const { error } = await answerJson<{ error: { code: string; param: string } }>(refused)
    expect([refused.status, error.code, error.param, upstream.bodies.length]).toEqual([400, 'invalid_input', 'api_base', asked])
    await expectExactBooks(client, { wallet: plenty })
  })

  it('goes to the next server when the first is down', async () => {
    const client = await createMeteredClient({ upstreams: ['http://127.0.0.1:9/v1', upstream.baseUrl], walletPicos: plenty })
    const answer = await call(client)
    expect([answer.status, answer.headers['x-upstream-attempts']]).toEqual([200, '2'])
    const { upstreams } = await platformDb.model.findUniqueOrThrow({ where: { slug: client.model }, select: { upstreams: { select: { upstreamId: true, upstream: { select: { baseUrl: true } } } } } })
    const idOf = (down: boolean) => upstreams.find(({ upstream: { baseUrl } }) => baseUrl.includes(':9/') === down)?.upstreamId
    const receipt = await getGeneration(client.ctx, { id: answer.headers['x-request-id'] ?? '' })
    expect(receipt).toMatchObject({ attempts: 2, tries: [{ upstreamId: idOf(true), outcome: 'upstream_failed' }, { upstreamId: idOf(false), outcome: 'answered' }] })
    expect(receipt.tries.every(({ latencyMs }) => Number.isInteger(latencyMs) && latencyMs >= 0)).toBe(true)
    const single = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const plain = await call(single)
    expect((await getGeneration(single.ctx, { id: plain.headers['x-request-id'] ?? '' })).tries).toEqual([])
    expect(await platformDb.requestAttempts.count({ where: { clientId: single.clientId } })).toBe(0)
  })

  it('that every server failed keeps each attempt on its receipt; another client cannot read it', async () => {
    const [client, other] = [await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty }), await createMeteredClient({ upstreams: [] })]
    upstream.script = { status: 500 }
    const id = (await call(client)).headers['x-request-id'] ?? ''
    expect((await getGeneration(client.ctx, { id })).tries.map(({ outcome }) => outcome)).toEqual(['upstream_failed', 'upstream_failed'])
    await expect(getGeneration(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('without a price is refused, never served free', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    await platformDb.modelPrice.updateMany({ where: { model: { slug: client.model } }, data: { effectiveTo: new Date(Date.now() - 1000) } })
    expect((await call(client)).status).toBe(503)
  })

  it.each([[{ messages: [] }, 400], [{ messages: 'x' }, 400], [{ model: 'nope' }, 404], [{ max_tokens: 0 }, 400], [{ temperature: 'hot' }, 400], [{ stream: 'yes' }, 400]])(
    'with rubbish (%j) is answered %i and holds nothing', async (over, status) => {
      const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
      expect((await call(client, over)).status).toBe(status)
      expect((await books(client)).everHeld).toBe(0)
    })
})

describe('many at once', () => {
  it('never spend more than there is: what fits is served, the rest refused', async () => {
    const wallet = 60_000_000n
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: wallet })
    upstream.script = { usage: { prompt_tokens: 5, completion_tokens: 20 }, pieces: ['x'] }
    const answers = await Promise.all(Array.from({ length: 50 }, () => call(client, { max_tokens: 20 })))
    const served = answers.filter((answer) => answer.status === 200).length
    expect(served).toBeGreaterThan(0)
    expect(answers.every((answer) => [200, 402].includes(answer.status))).toBe(true)
    const { wallet: after, events } = await books(client)
    expect(after.balancePicos >= 0n).toBe(true)
    expect(events.filter((event) => event.status === 'ok')).toHaveLength(served)
    await expectExactBooks(client, { wallet })
  })

  it('pass exactly as many as the limit says, and are told which limit', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, key: { requestsPerMinute: 5 } })
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(client)))
    const refused = answers.filter((answer) => answer.status === 429)
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(5)
    expect(refused).toHaveLength(15)
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused[0]?.headers['x-ratelimit-limit-requests']).toBe('5')
    expect((await jsonOf(refused[0] as GatewayAnswer)).error.message).toContain('5 requests a minute')
  })

  it('give the tokens they did not use back to the minute', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, tokensPerMinute: 600 })
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) statuses.push((await call(client, { max_tokens: 400 })).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200])
  })
})

describe('a stream', () => {
  it('ends with the true cost, asked for from the server even when the client did not', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const text = await answerText(await call(client, { stream: true, stream_options: { include_usage: true } }))
    expect(upstream.bodies.at(-1)).toMatchObject({ stream_options: { include_usage: true } })
    expect(text).toContain('"cost":"0.000002200000"')
    expect(text.trim().endsWith('data: [DONE]')).toBe(true)
    await expectExactBooks(client, { wallet: plenty })
  })

  it('whose client leaves is read to its end and billed the truth', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { pieces: Array.from({ length: 20 }, () => 'w '), pieceDelayMs: 10, usage: { prompt_tokens: 5, completion_tokens: 20 } }
    const [before, gone] = [upstream.finished(), new AbortController()]
    const answer = await call(client, { stream: true }, gone.signal)
    if (typeof answer.body !== 'string') await answer.body.next()
    gone.abort()
    await expect.poll(async () => (await books(client)).openHolds, { timeout: 60_000 }).toBe(0)
    expect(upstream.finished()).toBe(before + 1)
    expect((await books(client)).events).toMatchObject([{ status: 'canceled', outputTokens: 20, isEstimated: false }])
    await expectExactBooks(client, { wallet: plenty })
  })

  it('that breaks off is billed for what was relayed, counted and marked as estimated', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { pieces: ['a', 'b', 'c', 'd'], pieceDelayMs: 20, breakAfter: 3 }
    const text = await answerText(await call(client, { stream: true }))
    expect(text).toContain('event: error')
    expect((await books(client)).events).toMatchObject([{ status: 'error', outputTokens: 3, isEstimated: true, errorCode: 'upstream_failed' }])
    await expectExactBooks(client, { wallet: plenty })
  })

  it('without any word on usage is counted and marked', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { usage: null, pieces: ['a', 'b', 'c'] }
    await answerText(await call(client, { stream: true }))
    expect((await books(client)).events).toMatchObject([{ status: 'ok', outputTokens: 3, isEstimated: true }])
  })
})

describe('a key', () => {
  it('is refused from the request after its revocation', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    expect((await call(client)).status).toBe(200)
    await platformDb.apiKey.update({ where: { id: client.keyId }, data: { revokedAt: new Date() } })
    expect((await call(client)).status).toBe(401)
  })

  it('of a suspended client, of one without a plan, and for a model it may not call is refused with 403', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, key: { models: ['another-model'] } })
    expect((await jsonOf(await call(client))).error.code).toBe('model_not_allowed')
    await platformDb.subscription.updateMany({ where: { clientId: client.clientId }, data: { status: 'paused' } })
    expect((await jsonOf(await call(client))).error.code).toBe('subscription_inactive')
    await platformDb.client.update({ where: { id: client.clientId }, data: { suspendedAt: new Date() } })
    expect((await jsonOf(await call(client))).error.code).toBe('client_suspended')
  })

  it.each([undefined, '', 'Bearer', 'Bearer x', 'Basic abc', `Bearer mk_live_${'A'.repeat(43)}`])('that is none (%s) is refused with 401', async (authorization) => {
    const answer = await handleGateway({ method: 'GET', path: '/models', authorization, ip: '127.0.0.1', requestId: newId('req'), locale: 'en', signal: new AbortController().signal, readBody: async () => '' })
    expect(answer.status).toBe(401)
  })
})

describe('a hold that was forgotten', () => {
  it('goes back whole once its time is over, and leaves a usage row that says why', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    let begin = (): void => undefined
    upstream.script = { gate: new Promise((resolve) => { begin = () => resolve() }) }
    const running = call(client, { stream: true })
    await expect.poll(async () => (await books(client)).openHolds).toBe(1)
    await platformDb.hold.updateMany({ where: { clientId: client.clientId }, data: { expiresAt: new Date(Date.now() - 1) } })
    await releaseForgotten(new Date())
    begin()
    await answerText(await running)
    await sleep(100)
    expect((await books(client)).events).toMatchObject([{ errorCode: 'hold_expired', costPicos: 0n }])
    await expectExactBooks(client, { wallet: plenty })
  })
})
