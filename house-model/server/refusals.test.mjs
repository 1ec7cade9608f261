/** What the server refuses, and how. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MODEL, startServer } from './testing.mjs'

let server
before(async () => {
  server = await (await startServer()).ready()
})
after(() => server.stop())

const user = (content) => [{ role: 'user', content }]

async function refused(path, body, status, code) {
  const response = await server.call(path, body)
  const { error } = await response.json()
  assert.equal(response.status, status, JSON.stringify(body)?.slice(0, 200))
  assert.equal(typeof error.message, 'string')
  assert.deepEqual(Object.keys(error), ['message', 'type', 'code', 'param'])
  if (code) assert.equal(error.code, code)
}

test('bad chat requests get 400', async () => {
  const bad = [
    {}, { messages: [] }, { messages: 'hi' }, { messages: [5] }, { messages: [null] }, { messages: [{ role: 'user' }] },
    { messages: [{ role: 'wizard', content: 'x' }] }, { messages: [{ role: '__proto__', content: 'x' }] },
    { messages: user(7) }, { messages: user([{ type: 'image_url', image_url: {} }]) }, { messages: user([null]) },
    ...[
      { temperature: 'hot' }, { temperature: 3 }, { temperature: -1 }, { top_p: 2 }, { n: 5 }, { n: 0 }, { seed: 1.5 },
      { seed: 'x' }, { max_tokens: 0 }, { max_tokens: -5 }, { max_tokens: 1.5 }, { max_completion_tokens: '9' },
      { stop: 5 }, { stop: ['a', 'b', 'c', 'd', 'e'] }, { stop: [''] }, { stop: [1] }, { stream: 'yes' },
      { stream_options: { include_usage: true } }, { stream: true, stream_options: 5 }, { presence_penalty: 9 },
      { response_format: 'json' }, { response_format: { type: 'xml' } }, { response_format: { type: 'json_schema' } },
      { response_format: { type: 'json_schema', json_schema: { schema: { $ref: 'http://example.com' } } } },
      { tools: [{ type: 'function' }] }, { logit_bias: { 5: 1 } }, { logprobs: true },
    ].map((extra) => ({ messages: user('Hello'), ...extra })),
  ]
  for (const body of bad) await refused('/v1/chat/completions', { model: MODEL, ...body }, 400)
})

test('bodies that are no JSON object get 400', async () => {
  for (const text of ['', '{', '[]', '5', 'null', '"x"', '\u0000\u0001', '{"model":']) {
    await refused('/v1/chat/completions', text, 400, 'invalid_json')
  }
})

test('odd but harmless values are taken', async () => {
  const { status } = await server.chat('Hello', {
    stop: null, seed: -7, n: 1, temperature: null, tools: [], user: { odd: true }, unknown_field: [1], logprobs: false,
  })
  assert.equal(status, 200)
})

test('strange schemas do not bring the server down', async () => {
  const schemas = [
    {}, { type: 'nope' }, { type: 'object', properties: 5 }, { enum: [] }, { anyOf: [] },
    { type: 'array', items: { type: 'null' } }, { type: 'string', pattern: '(' }, { type: 'array', minItems: 1e9 },
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } },
    { type: 'object', properties: { '"\\': { const: 'x' } } }, { type: ['string', 'null'] }, { enum: [{}] },
  ]
  for (const schema of schemas) {
    const { status } = await server.chat('Hello', {
      max_tokens: 20, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    })
    assert.ok([200, 400].includes(status), `${status} for ${JSON.stringify(schema)}`)
  }
  assert.equal((await server.call('/health')).status, 200)
})

test('plain completions refuse what they cannot read', async () => {
  for (const prompt of [undefined, '', 5, [], ['a', ''], [1, 2], Array(9).fill('a')]) {
    await refused('/v1/completions', { model: MODEL, prompt }, 400)
  }
})

test('a missing or wrong token gets 401, health needs none', async () => {
  for (const token of [null, 'wrong', 'test-token2']) {
    const response = await server.call('/v1/models', undefined, { token })
    assert.equal(response.status, 401)
    assert.equal((await response.json()).error.code, 'invalid_api_key')
  }
  assert.equal((await server.call('/health', undefined, { token: null })).status, 200)
})

test('unknown routes and models get 404, wrong methods 405', async () => {
  await refused('/v1/nothing', undefined, 404, 'not_found')
  await refused('/__proto__', undefined, 404, 'not_found')
  await refused('/v1/chat/completions', undefined, 405)
  await refused('/v1/chat/completions', { model: 'gpt-9', messages: user('x') }, 404, 'model_not_found')
  await refused('/v1/embeddings', { model: MODEL, input: 'x' }, 404, 'model_not_found')
})

test('a prompt that does not fit is refused before generating', async () => {
  const before = await server.metric('engine_tokens_predicted_total')
  const body = { model: MODEL, messages: user('story '.repeat(2000)) }
  await refused('/v1/chat/completions', body, 400, 'context_length_exceeded')
  await refused('/v1/chat/completions', { ...body, stream: true }, 400, 'context_length_exceeded')
  await refused('/v1/completions', { model: MODEL, prompt: 'story '.repeat(2000) }, 400, 'context_length_exceeded')
  assert.equal(await server.metric('engine_tokens_predicted_total'), before)
})

test('a body over 4 MB gets 413', async () => {
  await refused('/v1/chat/completions', { model: MODEL, messages: user('x'.repeat(4.1 * 1024 * 1024)) }, 413)
})
