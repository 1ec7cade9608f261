import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { env } from '@/lib/env'
import { newId } from '@/lib/kernel/id'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { startGateways, type GatewayProcesses } from '@/lib/testing/gateway-processes'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { answersOf, statusCounts } from '@/lib/testing/many-requests'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { testIp } from '@/lib/testing/people'
import { handleGateway, type GatewayAnswer } from '.'

let upstream: FakeUpstream
beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
beforeEach(() => { upstream.script = {} })
beforeEach(awayFromHourEnd)

const walletPicos = 10n ** 15n
const six = ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens']

type Over = { path?: string; method?: string; body?: string; locale?: 'en' | 'ar'; secret?: string; fields?: object; ip?: string }

function call(client: Metered, over: Over = {}): Promise<GatewayAnswer> {
  const body = over.body ?? JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Hello there' }], ...over.fields })
  return handleGateway({
    method: over.method ?? 'POST', path: over.path ?? '/chat/completions', authorization: `Bearer ${over.secret ?? client.secret}`, ip: over.ip ?? '127.0.0.1', requestId: newId('req'), locale: over.locale ?? 'en',
    signal: new AbortController().signal, readBody: async () => body,
  })
}

const errorOf = ({ body }: GatewayAnswer): { code: string; message: string } => (JSON.parse(String(body)) as { error: { code: string; message: string } }).error

describe('a limit', () => {
  it.each([
    ['requestsPerMinute', 'This key reached its limit of 3 requests a minute'],
    ['requestsPerHour', 'This key reached its limit of 3 requests an hour. The next hour begins at'],
    ['requestsPerDay', 'This key reached its limit of 3 requests a day. The next day begins at'],
  ] as const)('of a key (%s) admits exactly its size; the error names it, its size and when it resets', async (name, message) => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { [name]: 3 } })
    const answers = await Promise.all(Array.from({ length: 9 }, () => call(client)))
    const refused = answers.filter(({ status }) => status === 429)
    expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([3, 6])
    expect(errorOf(refused[0] as GatewayAnswer).message).toContain(message)
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused[0]?.headers).toMatchObject({ 'x-ratelimit-limit-requests': '3', 'x-ratelimit-remaining-requests': '0' })
  })

  it('of an hour says in Arabic too when it resets, in UTC', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, plan: { requestsPerHour: 1 } })
    await call(client)
    const { message } = errorOf(await call(client, { locale: 'ar' }))
    expect(message).toContain('بلغ حسابك حدّه: طلب واحد في الساعة')
    expect(message).toMatch(/\d{4}-\d\d-\d\d \d\d:00/)
  })

  it('of requests at the same time frees its place with the end of each, streams too', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { concurrentRequests: 2 } })
    let [begin, refused]: [() => void, number] = [() => undefined, 0]
    upstream.script = { pieces: ['a', 'b', 'c'], gate: new Promise((resolve) => { begin = () => resolve() }) }
    const calls = Array.from({ length: 5 }, async () => {
      const answer = await call(client, { fields: { stream: true } })
      refused += answer.status === 429 ? 1 : 0
      return answer
    })
    await expect.poll(() => refused).toBe(3)
    begin()
    const open = await Promise.all(calls)
    expect(open.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429])
    expect(errorOf(open.find(({ status }) => status === 429) as GatewayAnswer).message).toContain('2 requests at the same time')
    for (const { body } of open) if (typeof body !== 'string') for await (const piece of body) void piece
    upstream.script = {}
    for (let i = 0; i < 6; i++) expect((await call(client)).status).toBe(200)
    upstream.script = { status: 500 }
    for (let i = 0; i < 3; i++) expect((await call(client)).status).toBe(502)
  })

  it('of the client counts all its keys together and can be the client\'s own instead of the plan\'s', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, plan: { requestsPerDay: 1 } })
    await platformDb.clientLimits.create({ data: { clientId: client.clientId, requestsPerDay: 4, updatedAt: new Date() } })
    const { mintSecret } = await import('@/lib/domain/keys/secret')
    const second = mintSecret()
    await platformDb.apiKey.create({ data: { id: newId('key'), clientId: client.clientId, name: 'B', hash: second.hash, hint: second.hint, scopes: ['inference'], models: [], createdAt: new Date() } })
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => call(client, i % 2 ? { secret: second.text } : {})))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4)
  })

  it('of tokens says so when a request could never pass, and tells clients not to try again', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { tokensPerMinute: 20 } })
    const refused = await call(client)
    expect([refused.status, refused.headers['x-should-retry']]).toEqual([429, 'false'])
    expect(errorOf(refused).message).toMatch(/may use up to \d+ tokens at once, more than this key’s limit of 20 tokens a minute/)
  })

  it('charges nothing where another refuses: neither requests nor tokens nor money', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, tokensPerMinute: 5_000, plan: { requestsPerHour: 100 }, key: { requestsPerDay: 1 } })
    await call(client)
    const [first, later] = [await call(client), await call(client)]
    // A minute's tokens flow back with time; a refusal takes none.
    expect(Number(later.headers['x-ratelimit-remaining-tokens'])).toBeGreaterThanOrEqual(Number(first.headers['x-ratelimit-remaining-tokens']))
    expect([first.status, later.status]).toEqual([429, 429])
    expect((await books(client)).everHeld).toBe(1)
  })
})

const seven = [...six, 'retry-after']

describe('every answer', () => {
  it.each([
    ['an answer', {}, 200], ['a stream', { fields: { stream: true } }, 200], ['an unknown model', { fields: { model: 'nope' } }, 404], ['rubbish', { body: '{' }, 400], ['a wrong field', { fields: { messages: [] } }, 400],
    ['the list of models', { path: '/models', method: 'GET' }, 200], ['an unknown one', { path: '/models/nope', method: 'GET' }, 404], ['a wrong method', { method: 'GET' }, 405], ['no such address', { path: '/nothing' }, 404],
  ] as [string, Over, number][])('carries the six headers and when to come again: %s', async (_what, over, status) => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos })
    const answer = await call(client, over)
    expect(answer.status).toBe(status)
    expect(seven.filter((name) => !(name in answer.headers))).toEqual([])
    expect(answer.headers['retry-after']).toBe('0')
    if (typeof answer.body !== 'string') for await (const piece of answer.body) void piece
  })

  it('says when to come again once nothing is left', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { requestsPerDay: 1 } })
    const { headers } = await call(client)
    expect(Number(headers['retry-after'])).toBe(Math.ceil(Number.parseFloat(headers['x-ratelimit-reset-requests'] ?? '')))
  })

  it('to strangers counts their address (the whole network where it is IPv6), until it is told to come later; a known key of the same address is not held up', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos })
    const [ip, secret] = [testIp(), `mk_live_${'x'.repeat(43)}`]
    const neighbours = Array.from({ length: 4 }, (_, i) => ip.replace(/1$/, String(i + 1)))
    const first = await call(client, { ip, secret })
    expect([first.status, first.headers['x-ratelimit-limit-requests'], first.headers['x-ratelimit-remaining-tokens']]).toEqual([401, String(env().API_REQUESTS_PER_MINUTE), '0'])
    expect(seven.filter((name) => !(name in first.headers))).toEqual([])
    const answers: GatewayAnswer[] = []
    // Some come back every second: asked until all are used up.
    await expect.poll(async () => {
      answers.push(...await Promise.all(Array.from({ length: env().API_REQUESTS_PER_MINUTE }, (_, i) => call(client, { ip: neighbours[i % 4] ?? ip, secret }))))
      return answers.some(({ status }) => status === 429)
    }).toBe(true)
    const refused = answers.find(({ status }) => status === 429) as GatewayAnswer
    expect(errorOf(refused).message).toContain('without a valid API key')
    expect(seven.filter((name) => !(name in refused.headers))).toEqual([])
    expect((await call(client, { ip })).status).toBe(200)
  })
})

describe('a thousand requests at once over four processes', () => {
  let gateways: GatewayProcesses
  beforeAll(async () => { gateways = await startGateways(4) })
  afterAll(() => gateways.stop())

  it('pass a day\'s limit exactly as often as it says, and the books agree', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { requestsPerDay: 300 } })
    const answers = await answersOf(gateways.all, client, 1_000)
    expect(statusCounts(answers)).toEqual({ 200: 300, 429: 700 })
    const { openHolds, events, wallet } = await books(client)
    expect([openHolds, events.length, wallet.heldPicos]).toEqual([0, 300, 0n])
  })
})
