/** The relay: token, model's name, health, metrics, streams, and what it keeps from the engine's callers. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { createRelay } from './relay.mjs'

const seen = []
let models = []
let engine
let relay
let base

const listening = async (server) => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${server.address().port}`
}

before(async () => {
  engine = createServer(async (request, response) => {
    if (request.url === '/api/tags') return response.end(JSON.stringify({ models }))
    let body = ''
    for await (const part of request) body += part
    seen.push({ path: request.url, body, headers: request.headers })
    if (!JSON.parse(body).stream) return response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: one\n\n')
    setTimeout(() => response.end('data: two\n\n'), 20)
  })
  relay = createRelay({ target: await listening(engine), token: 'the-token', modelName: 'offered', modelRef: 'llama3.2:1b' })
  base = await listening(relay)
})
after(() => {
  for (const server of [relay, engine]) {
    server.close()
    server.closeAllConnections()
  }
})

const ask = (path, body, token = 'the-token') => fetch(base + path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) })

test('a caller without the token is refused before the engine sees anything', async () => {
  assert.equal((await ask('/v1/chat/completions', { model: 'offered' }, 'another')).status, 401)
  assert.equal(seen.length, 0)
})

test('the engine is asked for the model by its own name, without the token', async () => {
  assert.deepEqual(await (await ask('/v1/chat/completions?x=1', { model: 'offered', n: 1 })).json(), { ok: true })
  const [{ path, body, headers }] = seen
  assert.equal(path, '/v1/chat/completions?x=1')
  assert.deepEqual(JSON.parse(body), { model: 'llama3.2:1b', n: 1 })
  assert.equal(headers.authorization, undefined)
})

test('a stream passes piece by piece', async () => {
  assert.equal(await (await ask('/v1/chat/completions', { stream: true })).text(), 'data: one\n\ndata: two\n\n')
})

test('healthy only once the model is there', async () => {
  assert.equal((await fetch(`${base}/health`)).status, 503)
  // As Ollama lists them.
  const details = { parent_model: '', format: 'gguf', family: 'llama', families: ['llama'], parameter_size: '1.2B', quantization_level: 'Q8_0' }
  models = [{ name: 'llama3.2:1b', model: 'llama3.2:1b', modified_at: '2026-11-02T08:10:30.5Z', size: 1_321_098_329, digest: 'baf6a787fdff', details }]
  assert.equal((await fetch(`${base}/health`)).status, 200)
  assert.match(await (await fetch(`${base}/metrics`)).text(), /engine_ready 1\n[^]*engine_requests_total 2\n/)
})

test('a model is found under the short name that it is listed by', async () => {
  const healthOf = async (modelRef, name) => {
    models = [{ name }]
    const other = createRelay({ target: `http://127.0.0.1:${engine.address().port}`, token: 't', modelName: 'x', modelRef })
    const { status } = await fetch(`${await listening(other)}/health`)
    other.close()
    other.closeAllConnections()
    return status
  }
  for (const [ref, name] of [['mistral', 'mistral:latest'], ['library/qwen2:0.5b', 'qwen2:0.5b'], ['registry.ollama.ai/library/Qwen2', 'qwen2:latest'], ['hf.co/Bartowski/Tiny-GGUF:Q4_K_M', 'hf.co/bartowski/Tiny-GGUF:Q4_K_M']]) {
    assert.equal(await healthOf(ref, name), 200, ref)
  }
  for (const [ref, name] of [['mistral:7b', 'mistral:latest'], ['ann/qwen2', 'qwen2:latest']]) assert.equal(await healthOf(ref, name), 503, ref)
})

test('the paths that load and delete models are not there', async () => {
  assert.equal((await ask('/api/delete', { model: 'llama3.2:1b' })).status, 404)
})

test('an engine that is gone is a 502', async () => {
  engine.close()
  engine.closeAllConnections()
  assert.equal((await ask('/v1/chat/completions', { model: 'offered' })).status, 502)
})
