import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerJson, answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { expectShape } from '@/lib/testing/openai-shapes/expect-shape'
import { handleGateway, type GatewayAnswer } from '.'

let upstream: FakeUpstream
let client: Metered
const plenty = 10n ** 15n
beforeAll(async () => {
  upstream = await startFakeUpstream()
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
})
afterAll(() => upstream.close())
beforeEach(() => { upstream.script = {} })

type Json = Record<string, unknown> & { choices: Record<string, unknown>[]; usage: Record<string, unknown>; data: Record<string, unknown>[]; error: { code: string; param: string | null; type: string; message: string } }
const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }

async function post(over: object, path?: string): Promise<{ answer: GatewayAnswer; json: Json }> {
  const answer = await gatewayPost(client, over, path ? { path } : {})
  return { answer, json: await answerJson<Json>(answer) }
}

async function chunksOf(over: object): Promise<Json[]> {
  const text = await answerText(await gatewayPost(client, { stream: true, ...over }))
  expect(text.trim().endsWith('data: [DONE]')).toBe(true)
  return text.split('\n\n').filter((block) => block.startsWith('data: {')).map((block) => JSON.parse(block.slice(6)) as Json)
}

describe('a chat answer', () => {
  it.each([
    ['plain', {}], ['of several', { n: 3 }], ['that calls tools', { tools: [weather, weather] }], ['that calls one tool', { tools: [weather], parallel_tool_calls: false, tool_choice: 'auto' }],
    ['in JSON', { response_format: { type: 'json_object' } }], ['by a schema', { response_format: { type: 'json_schema', json_schema: { name: 'place', schema: { type: 'object' } } } }],
    ['with log probabilities', { logprobs: true, top_logprobs: 2 }],
  ])('%s has the published shape', async (_name, over) => {
    const { answer, json } = await post(over)
    expect(answer.status).toBe(200)
    expectShape('CreateChatCompletionResponse', json)
    expect(json.id).toBe(answer.headers['x-request-id'])
  })

  it('has it whatever a sloppy server leaves out, and keeps what the server adds', async () => {
    upstream.script = { body: JSON.stringify({ choices: [{ message: { content: 'Hi', tool_calls: [], reasoning_content: 'hm' }, finish_reason: 'eos_token' }], system_fingerprint: null, extra: 1, usage: { prompt_tokens: 3, completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 8 } } }) }
    const { json } = await post({})
    expectShape('CreateChatCompletionResponse', json)
    expect(json).toMatchObject({ extra: 1, choices: [{ message: { reasoning_content: 'hm' } }], usage: { completion_tokens_details: { reasoning_tokens: 8 } } })
  })

  it.each([{ error: { message: 'out of memory' } }, { choices: [] }, { detail: 'no' }, []])('is none when a server says %j under a 200: free, and told as its failure', async (body) => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { body: JSON.stringify(body) }
    expect((await gatewayPost(own)).status).toBe(502)
    expect((await books(own)).wallet).toMatchObject({ balancePicos: plenty, heldPicos: 0n })
  })
})

describe('a stream', () => {
  it.each([['plain', {}], ['of several', { n: 2 }], ['that calls tools', { tools: [weather, weather] }], ['with log probabilities', { logprobs: true }], ['with usage', { stream_options: { include_usage: true } }]])(
    '%s is made of chunks of the published shape under one id', async (_name, over) => {
      const chunks = await chunksOf(over)
      for (const chunk of chunks) expectShape('CreateChatCompletionStreamResponse', chunk)
      expect(new Set(chunks.map(({ id, created, model }) => `${id}/${created}/${model}`)).size).toBe(1)
      const first = chunks[0]?.choices[0]?.delta as { role: string }
      expect(first.role).toBe('assistant')
    })

  it('tells usage in a last chunk of its own, and only to those who ask', async () => {
    const asked = await chunksOf({ stream_options: { include_usage: true } })
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, cost: '0.000002200000' } })
    expect(asked.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true)
    expect((await chunksOf({})).some((chunk) => 'usage' in chunk)).toBe(false)
  })
})

describe('the other endpoints', () => {
  it('complete texts in the published shape, several at once', async () => {
    const { answer, json } = await post({ prompt: 'Once', n: 2, best_of: 3, max_tokens: 20 }, '/completions')
    expect(answer.status).toBe(200)
    expectShape('CreateCompletionResponse', json)
    expect(upstream.bodies.at(-1)).toMatchObject({ n: 2, best_of: 3, max_tokens: 20 })
  })

  it('embed texts, token ids and base64 in the published shape', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    await platformDb.model.update({ where: { slug: own.model }, data: { kind: 'embedding' } })
    for (const over of [{ input: ['a', 'b'] }, { input: [1, 2, 3] }]) {
      const answer = await gatewayPost(own, over, { path: '/embeddings' })
      expect(answer.status).toBe(200)
      expectShape('CreateEmbeddingResponse', await answerJson(answer))
    }
    const packed = await answerJson<Json>(await gatewayPost(own, { input: 'a', encoding_format: 'base64' }, { path: '/embeddings' }))
    expect(packed.data[0]?.embedding).toBe('AACAPgAAAL8AAIA/')
  })

  it('list models and show one in the published shape', async () => {
    const get = (path: string): Promise<GatewayAnswer> =>
      handleGateway({ method: 'GET', path, authorization: `Bearer ${client.secret}`, ip: '127.0.0.1', requestId: newId('req'), locale: 'en', signal: new AbortController().signal, readBody: async () => '' })
    expectShape('ListModelsResponse', await answerJson(await get('/models')))
    expectShape('Model', await answerJson(await get(`/models/${client.model}`)))
    const missing = await get('/models/none')
    expect(missing.status).toBe(404)
    expectShape('ErrorResponse', await answerJson(missing))
    expect((await get('/models/%E0%A4%A')).status).toBe(404)
  })
})

describe('a wrong request', () => {
  const image = (url: string): object => ({ messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url } }] }] })
  it.each<[object, number, string, string | null]>([
    [{ model: 'nope' }, 404, 'model_not_found', 'model'],
    [{ model: undefined }, 400, 'invalid_input', 'model'],
    [{ messages: [{ role: 'robot', content: 'x' }] }, 400, 'invalid_input', 'messages[0].role'],
    [{ n: 0 }, 400, 'invalid_input', 'n'],
    [{ top_logprobs: 21 }, 400, 'invalid_input', 'top_logprobs'],
    [{ response_format: { type: 'xml' } }, 400, 'invalid_input', 'response_format.type'],
    [{ stream_options: { include_usage: true } }, 400, 'invalid_input', 'stream_options'],
    [image('https://example.com/cat.png'), 400, 'invalid_input', 'messages[0].content[1].image_url'],
    [image('http://169.254.169.254/latest'), 400, 'invalid_input', 'messages[0].content[1].image_url'],
  ])('%j is answered %i %s, which names the field', async (over, status, code, param) => {
    const sent = upstream.bodies.length
    const { answer, json } = await post(over)
    expect(answer.status).toBe(status)
    expectShape('ErrorResponse', json)
    expect(json.error).toMatchObject({ code, param, type: 'invalid_request_error' })
    expect(upstream.bodies.length).toBe(sent)
  })

  it('that is no JSON, too long for the model, or unauthorised has the published shape too', async () => {
    upstream.script = { status: 400, body: JSON.stringify({ error: { message: 'too long', code: 'context_length_exceeded' } }) }
    const { answer, json } = await post({})
    expect([answer.status, json.error.code]).toEqual([400, 'context_length_exceeded'])
    expectShape('ErrorResponse', json)
    const rubbish = await handleGateway({ method: 'POST', path: '/chat/completions', authorization: `Bearer ${client.secret}`, ip: '127.0.0.1', requestId: newId('req'), locale: 'en', signal: new AbortController().signal, readBody: async () => '{"model":' })
    expect(rubbish.status).toBe(400)
    const told = await answerJson<Json>(rubbish)
    expectShape('ErrorResponse', told)
    expect(told.error.message).toContain('JSON')
    const stranger = await gatewayPost(client, {}, { secret: 'mk_live_nobody' })
    expect(stranger.status).toBe(401)
    expectShape('ErrorResponse', await answerJson(stranger))
  })
})

describe('what a request may ask for', () => {
  it('passes through: known and unknown fields, pictures by value, but one limit only', async () => {
    const fields = { seed: 7, stop: ['x'], top_k: 40, user: 'u', logit_bias: { 5: 1 }, presence_penalty: 0.5, reasoning_effort: 'low', parallel_tool_calls: true, tools: [weather], tool_choice: 'required', chat_template_kwargs: { thinking: true } }
    const picture = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] }
    const { answer } = await post({ ...fields, messages: [picture], max_tokens: 9, max_completion_tokens: 7 })
    expect(answer.status).toBe(200)
    expect(upstream.bodies.at(-1)).toMatchObject({ ...fields, messages: [picture], max_tokens: 7, model: 'up' })
    expect(upstream.bodies.at(-1)).not.toHaveProperty('max_completion_tokens')
  })

  it('is held for every one of n answers, each as long as the limit says', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { usage: { prompt_tokens: 5, completion_tokens: 300 } }
    await gatewayPost(own, { n: 3, max_tokens: 100 })
    expect(upstream.bodies.at(-1)).toMatchObject({ n: 3, max_tokens: 100 })
    const { events } = await books(own)
    expect(events).toMatchObject([{ outputTokens: 300 }]) // bounded by what was held
    expect((events[0]?.walletPicos ?? 0n) >= 300n * 600_000n).toBe(true)
  })

  it('is lowered for all n alike when the balance is short, and the header says to what', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 100_000_000n })
    const answer = await gatewayPost(own, { n: 2, max_tokens: 400 })
    const lowered = Number(answer.headers['x-max-tokens-lowered'])
    expect(upstream.bodies.at(-1)).toMatchObject({ n: 2, max_tokens: lowered })
    expect(lowered).toBeGreaterThanOrEqual(16)
    expect(lowered).toBeLessThan(100)
  })
})
