import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seal } from '@/lib/auth/secret-box'
import { platformDb } from '@/lib/db/platform-db'
import { upstreamSecretContext } from '@/lib/providers/inference/target'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerJson, answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { readMetrics } from '../admin/read-metrics'

let first: FakeUpstream
let second: FakeUpstream
beforeAll(async () => { [first, second] = await Promise.all([startFakeUpstream(), startFakeUpstream()]) })
afterAll(() => Promise.all([first.close(), second.close()]))
beforeEach(() => { [first.script, second.script] = [{}, {}] })
afterEach(() => { for (const one of [first, second]) one.bodies.length = one.tokens.length = 0 })

const plenty = 10n ** 15n
const two = (): Promise<Metered> => createMeteredClient({ upstreams: [first.baseUrl, second.baseUrl], walletPicos: plenty })
const one = (): Promise<Metered> => createMeteredClient({ upstreams: [first.baseUrl], walletPicos: plenty })
type Told = { error: { code: string; message: string; type: string } }

async function upstreamIds(client: Metered): Promise<string[]> {
  const rows = await platformDb.modelUpstream.findMany({ where: { model: { slug: client.model } }, orderBy: { priority: 'asc' }, select: { upstreamId: true } })
  return rows.map((row) => row.upstreamId)
}
const firstId = async (client: Metered): Promise<string> => (await upstreamIds(client))[0] ?? ''

describe('a server', () => {
  it.each([[500, 2], [503, 2], [429, 2], [401, 2], [403, 2], [404, 2], [302, 2]])('that answers %i is passed over for the next one, which the answer counts', async (status, attempts) => {
    const client = await two()
    first.script = { status }
    const answer = await gatewayPost(client)
    expect([answer.status, answer.headers['x-upstream-attempts']]).toEqual([200, String(attempts)])
    expect((await books(client)).events).toMatchObject([{ status: 'ok', attempts, upstreamId: (await upstreamIds(client))[1] }])
  })

  it('that finds the request wrong has the last word: nobody else is asked, and its sentence is told', async () => {
    const client = await two()
    first.script = { status: 400, body: JSON.stringify({ error: { message: 'top_k is too large', param: 'top_k', code: 'bad' } }) }
    const answer = await gatewayPost(client)
    expect(answer.status).toBe(400)
    expect((await answerJson<Told>(answer)).error).toMatchObject({ type: 'invalid_request_error', param: 'top_k', message: expect.stringContaining('top_k is too large') })
    expect(second.bodies).toEqual([])
  })

  const vllm = "This model's maximum context length is 8192 tokens. However, you requested 8500 tokens (8000 in the messages, 500 in the completion)."
  const tooLong = [
    { error: { message: 'too long', code: 'context_length_exceeded' } }, { error: { code: 400, message: 'the request exceeds the size', type: 'exceed_context_size_error' } },
    { error: { message: vllm, type: 'BadRequestError', code: 400 } }, { object: 'error', message: vllm, type: 'BadRequestError', param: null, code: 400 },
    { error: '`inputs` tokens + `max_new_tokens` must be <= 4096', error_type: 'validation' }, { detail: 'the prompt is too long' },
  ]
  it.each(tooLong.map((body) => [JSON.stringify(body)]))('that cannot read so much says so in words of its own (%s), which become the code that programs know', async (body) => {
    const client = await one()
    first.script = { status: 400, body }
    const answer = await gatewayPost(client, { max_tokens: 500 })
    expect([answer.status, (await answerJson<Told>(answer)).error]).toMatchObject([400, { code: 'context_length_exceeded', type: 'invalid_request_error', param: 'messages' }])
    expect(first.bodies).toHaveLength(1)
  })

  it('that has no room for the model’s longest answer is asked for as much as it has, unless the caller wanted more', async () => {
    const client = await one()
    const newer = "'max_tokens' is too large: 500. This model's maximum context length is 8192 tokens and your request has 8000 input tokens."
    for (const message of [vllm, newer]) {
      first.script = { statuses: [400], body: JSON.stringify({ error: { message, code: 400 } }) }
      const answer = await gatewayPost(client, { stream: true })
      expect([answer.status, answer.headers['x-upstream-attempts'], (await answerText(answer)).includes('[DONE]')]).toEqual([200, '2', true])
    }
    expect(first.bodies.map((body) => body.max_tokens)).toEqual([500, 192, 500, 192])
    first.script = { status: 400, body: JSON.stringify({ error: { message: vllm } }) }
    expect((await gatewayPost(client)).status).toBe(400)
    expect((await gatewayPost(client, { max_tokens: 400 })).status).toBe(400)
    expect(first.bodies.slice(4).map((body) => body.max_tokens)).toEqual([500, 192, 400])
  })

  it('that knows an answer’s limit by another name alone is asked by that from then on', async () => {
    const client = await one()
    const message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    first.script = { statuses: [400], body: JSON.stringify({ error: { message, type: 'invalid_request_error', param: 'max_tokens', code: 'unsupported_parameter' } }) }
    const answers = [await gatewayPost(client, { stream: true, max_tokens: 9 }), await gatewayPost(client, { stream: true, max_completion_tokens: 8 })]
    expect(answers.map(({ status, headers }) => [status, headers['x-upstream-attempts']])).toEqual([[200, '2'], [200, '1']])
    expect(first.bodies.map((body) => [body.max_tokens, body.max_completion_tokens])).toEqual([[9, undefined], [undefined, 9], [undefined, 8]])
  })

  it('is believed about that by its own fields alone: words may be the caller’s', async () => {
    const client = await one()
    first.script = { status: 400, body: JSON.stringify({ error: { message: "no role 'max_tokens' is not supported. Use 'max_completion_tokens'", param: 'messages', code: 'invalid_value' } }) }
    expect((await gatewayPost(client, { max_completion_tokens: 9 })).status).toBe(400)
    expect(first.bodies.map((body) => [body.max_tokens, body.max_completion_tokens])).toEqual([[9, undefined]])
  })

  it('that is busy is asked again only after the wait it named', async () => {
    const client = await one()
    first.script = { statuses: [429], headers: { 'retry-after': '1' } }
    const started = performance.now()
    const answer = await gatewayPost(client)
    expect([answer.status, answer.headers['x-upstream-attempts']]).toEqual([200, '2'])
    expect(performance.now() - started).toBeGreaterThanOrEqual(1_000)
  })

  it('that asks for a longer wait than a request may take is left alone, and the client is told when to come back', async () => {
    const client = await one()
    first.script = { status: 429, headers: { 'retry-after': '30' } }
    const answer = await gatewayPost(client)
    expect([answer.status, answer.headers['retry-after'], answer.headers['x-upstream-attempts']]).toEqual([503, '30', '1'])
    expect((await answerJson<Told>(answer)).error.code).toBe('upstream_unavailable')
    const next = await gatewayPost(client)
    expect([next.status, next.headers['x-upstream-attempts']]).toEqual([503, '0'])
    expect(Number(next.headers['retry-after'])).toBeGreaterThan(20)
    expect(first.bodies).toHaveLength(1)
    expect((await books(client)).openHolds).toBe(0)
  })

  it('is not asked again for a client that has gone', async () => {
    const client = await one()
    first.script = { status: 500 }
    const gone = new AbortController()
    gone.abort()
    await gatewayPost(client, {}, { signal: gone.signal })
    expect(first.bodies).toHaveLength(1)
  })

  it('that refuses our secret never makes the client look wrong, and is cut off at once', async () => {
    const client = await one()
    first.script = { status: 401 }
    const answer = await gatewayPost(client)
    expect([answer.status, (await answerJson<Told>(answer)).error.code]).toEqual([502, 'upstream_failed'])
    expect(await platformDb.upstreamBreaker.findUnique({ where: { upstreamId: await firstId(client) } })).toMatchObject({ reason: 'unauthorized', openings: 1 })
    expect((await gatewayPost(client)).status).toBe(503)
    expect(first.bodies).toHaveLength(1)
    const { name } = await platformDb.upstream.findUniqueOrThrow({ where: { id: await firstId(client) } })
    expect(await readMetrics()).toContain(`matrix_upstream_health{upstream="${name}",health="refused"} 1\n`)
  })

  it('gets its own secret as a bearer token, opened only for its own host', async () => {
    const client = await one()
    const id = await firstId(client)
    const { ciphertext, keyId } = seal('sk-of-first', upstreamSecretContext(id, first.baseUrl))
    await platformDb.upstream.update({ where: { id }, data: { secretCiphertext: ciphertext, secretKeyId: keyId } })
    expect((await gatewayPost(client)).status).toBe(200)
    expect(first.tokens).toEqual(['Bearer sk-of-first'])
    await platformDb.upstream.update({ where: { id }, data: { baseUrl: second.baseUrl } })
    expect((await gatewayPost(client)).status).toBe(503)
    expect(second.tokens).toEqual([])
  })
})

describe('weights and priorities', () => {
  it('share requests among equal priorities and keep the others for later', async () => {
    const client = await two()
    const [a = '', b = ''] = await upstreamIds(client)
    await platformDb.modelUpstream.updateMany({ where: { upstreamId: b }, data: { priority: 0, weight: 1_000 } })
    for (let i = 0; i < 6; i++) await gatewayPost(client)
    expect(second.bodies.length).toBeGreaterThanOrEqual(5)
    await platformDb.modelUpstream.updateMany({ where: { upstreamId: a }, data: { priority: 1 } })
    first.bodies.length = 0
    for (let i = 0; i < 3; i++) await gatewayPost(client)
    expect(first.bodies).toEqual([])
  })
})
