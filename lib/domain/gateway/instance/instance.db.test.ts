import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { answerJson, gatewayPost } from '@/lib/testing/gateway-call'
import { gatewayFetch } from '@/lib/testing/gateway-fetch'
import { socketFolder, startHouseServer } from '@/lib/testing/house-server'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { createInstance, createInstanceModel, createSize, moveInstance } from '@/lib/testing/private-instance'

const plenty = 10n ** 15n
let upstream: FakeUpstream
let client: Metered
beforeAll(async () => {
  upstream = await startFakeUpstream()
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
})
afterAll(() => upstream.close())
beforeEach(() => { upstream.script = {} })

type Told = { error: { code: string; message: string }; model: string; data: { id: string }[]; usage: { cost: string } }
const here = () => ({ kind: 'http' as const, url: upstream.baseUrl.replace(/\/v1$/, '') })
const codeOf = async (answer: Awaited<ReturnType<typeof gatewayPost>>): Promise<[number, string]> => [answer.status, (await answerJson<Told>(answer)).error.code]

describe('a private instance', () => {
  it('answers official clients through its socket, streams too, with its own name, secret and usage', async () => {
    const { socketPath, remove } = socketFolder()
    const model = await createInstanceModel()
    const sizeId = await createSize({ hourMicros: 0n, keptHourMicros: 0n, inputMicrosPerMillion: 1_000_000n, outputMicrosPerMillion: 2_000_000n })
    const own = await createMeteredClient({ upstreams: [], walletPicos: plenty, includedTokens: 1_000_000n })
    const instance = await createInstance(own.clientId, { endpoint: { kind: 'unix', socketPath }, modelId: model.id, sizeId })
    const token = instanceSecret(await platformDb.privateInstance.findUniqueOrThrow({ where: { id: instance.id } }))
    const server = await startHouseServer(socketPath, { token, modelName: model.code })
    try {
      const openai = new OpenAI({ apiKey: own.secret, baseURL: 'http://gateway.test/api/v1', fetch: gatewayFetch, maxRetries: 0 })
      const messages = [{ role: 'user' as const, content: 'Hello' }]
      const whole = await openai.chat.completions.create({ model: `instance/${instance.name}`, messages, max_tokens: 8 })
      expect(whole).toMatchObject({ model: `instance/${instance.name}`, choices: [{ message: { role: 'assistant' } }] })
      let streamed = ''
      for await (const chunk of await openai.chat.completions.create({ model: `instance/${instance.name}`, messages, max_tokens: 8, stream: true })) streamed += chunk.choices[0]?.delta.content ?? ''
      expect(streamed).not.toBe('')
      const direct = new OpenAI({ apiKey: own.secret, baseURL: `http://gateway.test/api/v1/instances/${instance.id}`, fetch: gatewayFetch, maxRetries: 0 })
      expect((await direct.completions.create({ model: 'whatever', prompt: 'Once', max_tokens: 4 })).choices).toHaveLength(1)
      expect((await direct.embeddings.create({ model: 'whatever', input: 'Once', encoding_format: 'float' })).data[0]?.embedding.length).toBeGreaterThan(1)
      expect((await direct.models.list()).data.map(({ id }) => id)).toEqual([`instance/${instance.name}`])
      expect((await openai.models.retrieve(`instance/${instance.name}`)).id).toBe(`instance/${instance.name}`)

      const { events, metrics, period } = await books(own)
      expect(events.map(({ endpoint, modelId, modelSlug, upstreamId, status }) => [endpoint, modelId, modelSlug, upstreamId, status])).toEqual(
        ['chat', 'chat', 'completions', 'embeddings'].map((endpoint) => [endpoint, instance.id, `instance/${instance.name}`, instance.id, 'ok']))
      // Its size's price, out of the wallet: what the plan includes are tokens of the operator's models.
      for (const { costPicos, walletPicos, inputTokens, outputTokens } of events) expect([costPicos, walletPicos]).toEqual(Array(2).fill(BigInt(inputTokens + outputTokens * 2) * 1_000_000n))
      expect(period.usedTokens).toBe(0n)
      expect(metrics.reduce((sum, row) => sum + row.requests, 0n)).toBe(4n)
      await expectExactBooks(own, { wallet: plenty })
    } finally {
      await server.stop()
      remove()
    }
  })

  it('is as missing for another client as one that never was, by name, by id and at its own address', async () => {
    const instance = await createInstance(client.clientId, { endpoint: here() })
    const other = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const asked = upstream.bodies.length
    for (const model of [`instance/${instance.name}`, `instance/${instance.id}`]) {
      const [foreign, missing] = [await gatewayPost(other, { model }), await gatewayPost(other, { model: `${model}x` })]
      const [a, b] = [await answerJson<Told>(foreign), await answerJson<Told>(missing)]
      expect([foreign.status, missing.status, a.error.code, b.error.code]).toEqual([404, 404, 'model_not_found', 'model_not_found'])
      expect(a.error.message).toBe(b.error.message.replace(`${model}x`, model))
    }
    expect(await codeOf(await gatewayPost(other, {}, { path: `/instances/${instance.id}/chat/completions` }))).toEqual([404, 'model_not_found'])
    expect(upstream.bodies).toHaveLength(asked)
  })

  it('speaks Anthropic’s words at its own address too, whatever model is named', async () => {
    const instance = await createInstance(client.clientId, { endpoint: here() })
    const body = { model: 'whatever', max_tokens: 8, messages: [{ role: 'user', content: 'Hello' }] }
    const answer = await gatewayPost(client, body, { path: `/instances/${instance.id}/messages` })
    expect([answer.status, await answerJson<object>(answer)]).toMatchObject([200, { type: 'message', role: 'assistant', model: `instance/${instance.name}` }])
    const missing = await gatewayPost(client, body, { path: `/instances/${instance.id}x/messages` })
    expect([missing.status, await answerJson<object>(missing)]).toMatchObject([404, { type: 'error', error: { type: 'not_found_error' } }])
  })

  it('must be named by a key that has a list of models', async () => {
    const keyed = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, key: { models: ['something'] } })
    const instance = await createInstance(keyed.clientId, { endpoint: here() })
    expect(await codeOf(await gatewayPost(keyed, { model: `instance/${instance.name}` }))).toEqual([403, 'model_not_allowed'])
    await platformDb.apiKey.update({ where: { id: keyed.keyId }, data: { models: [`instance/${instance.name}`] } })
    expect((await gatewayPost(keyed, {}, { path: `/instances/${instance.id}/chat/completions` })).status).toBe(200)
  })

  it('takes no more requests a minute than it or its size may, whatever client and key may', async () => {
    const instance = await createInstance(client.clientId, { endpoint: here(), sizeId: await createSize(undefined, { requestsPerMinute: 5 }), requestsPerMinute: 3 })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await gatewayPost(client, { model: `instance/${instance.name}` })).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    const refused = await answerJson<Told>(await gatewayPost(client, { model: `instance/${instance.name}` }, { locale: 'ar' }))
    expect(refused.error).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('3 طلبات') as string })
  })

  it('without a price for its size is refused, never served free', async () => {
    const instance = await createInstance(client.clientId, { endpoint: here(), sizeId: await createSize(null) })
    expect(await codeOf(await gatewayPost(client, { model: `instance/${instance.name}` }))).toEqual([503, 'not_configured'])
  })

  it.each([
    [{ desired: 'stopped', status: 'stopped' }, 409, 'instance_stopped'], [{ suspendedFor: 'unpaid', status: 'suspended' }, 403, 'instance_suspended'],
    [{ suspendedFor: 'staff' }, 403, 'instance_suspended'], [{ status: 'failed' }, 503, 'instance_failed'],
  ])('that is %j says so and takes nothing', async (over, status, code) => {
    const instance = await createInstance(client.clientId, { endpoint: here(), ...over })
    const before = (await books(client)).everHeld
    expect(await codeOf(await gatewayPost(client, { model: `instance/${instance.name}` }))).toEqual([status, code])
    expect((await books(client)).everHeld).toBe(before)
  })
})

describe('an instance that sleeps', () => {
  it('is woken once by many requests, which are answered when it runs', async () => {
    const instance = await createInstance(client.clientId, { status: 'sleeping' })
    const waiting = Promise.all(Array.from({ length: 5 }, () => gatewayPost(client, { model: `instance/${instance.name}` })))
    const wakeAskedAt = async () => (await platformDb.privateInstance.findUniqueOrThrow({ where: { id: instance.id }, select: { wakeAskedAt: true } })).wakeAskedAt
    let first = await wakeAskedAt()
    while (!first) first = await wakeAskedAt()
    await moveInstance(client.clientId, instance.id, 'starting', new Date())
    await moveInstance(client.clientId, instance.id, 'running', new Date(), here())
    expect((await waiting).map(({ status }) => status)).toEqual(Array(5).fill(200))
    expect(await wakeAskedAt()).toEqual(first)
    // Noted in batches: the first of a silence at once, the others seconds later.
    await vi.waitFor(async () => expect(await platformDb.privateInstance.count({ where: { id: instance.id, lastRequestAt: { not: null } } })).toBe(1), { timeout: 60_000, interval: 100 })
  })

  it('answers 503 with Retry-After when it takes too long, and nothing is charged or held', async () => {
    const own = await createMeteredClient({ upstreams: [], walletPicos: plenty })
    const instance = await createInstance(own.clientId, { status: 'starting' })
    const gone = new AbortController()
    gone.abort()
    const answer = await gatewayPost(own, { model: `instance/${instance.name}` }, { signal: gone.signal })
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
    expect((await answerJson<Told>(answer)).error.code).toBe('instance_waking')
    expect((await books(own)).events).toMatchObject([{ status: 'error', errorCode: 'instance_waking', costPicos: 0n }])
    await expectExactBooks(own, { wallet: plenty })
  })

  it('that is stopped or suspended while it is waited for ends the waiting with that', async () => {
    const instance = await createInstance(client.clientId, { status: 'sleeping' })
    const waiting = gatewayPost(client, { model: `instance/${instance.name}` })
    await platformDb.privateInstance.update({ where: { id: instance.id }, data: { suspendedFor: 'expired', suspendedAt: new Date() } })
    expect(await codeOf(await waiting)).toEqual([403, 'instance_suspended'])
  })

  it('that went away under a request is found again where it comes up', async () => {
    const instance = await createInstance(client.clientId, { endpoint: { kind: 'unix', socketPath: '/nowhere/s' } })
    const waiting = gatewayPost(client, { model: `instance/${instance.name}` })
    await platformDb.privateInstance.update({ where: { id: instance.id }, data: { endpoint: here() } })
    expect((await waiting).status).toBe(200)
  })

  it('that says its model is loading is asked again', async () => {
    const instance = await createInstance(client.clientId, { endpoint: here() })
    upstream.script = { statuses: [503, 429], headers: { 'retry-after': '0' } }
    const answer = await gatewayPost(client, { model: `instance/${instance.name}` })
    expect([answer.status, answer.headers['x-upstream-attempts']]).toEqual([200, '3'])
  })
})
