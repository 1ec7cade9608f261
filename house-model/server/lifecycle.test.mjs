/** Slots, disconnects, the queue, sockets, loading and draining. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, openSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { MODEL, startServer, until } from './testing.mjs'

const LONG_FORMAT = {
  type: 'json_schema',
  json_schema: { name: 'long', schema: { type: 'array', items: { type: 'integer' }, minItems: 400 } },
}
/** Asks for a list of 400 numbers, which takes the model a while. */
const long = { model: MODEL, messages: [{ role: 'user', content: 'Hello' }], response_format: LONG_FORMAT, stream: true }

test('a caller who goes away frees the slot at once', async () => {
  const server = await (await startServer({ ENGINE_SLOTS: '1' })).ready()
  const caller = new AbortController()
  const response = await server.call('/v1/chat/completions', long, { signal: caller.signal })
  await response.body.getReader().read()
  assert.equal(await server.metric('engine_requests_processing'), 1)
  caller.abort()
  await until(async () => (await server.metric('engine_requests_processing')) === 0)
  assert.equal(await server.metric('engine_requests_cancelled_total'), 1)
  assert.ok((await server.text('Hello')).length > 0)
  await server.stop()
})

test('a full queue answers 429 and a waiting caller is served', async () => {
  const server = await (await startServer({ ENGINE_SLOTS: '1', ENGINE_QUEUE: '1' })).ready()
  const first = server.call('/v1/chat/completions', long)
  await until(async () => (await server.metric('engine_requests_processing')) === 1)
  const second = server.chat('Hello')
  await until(async () => (await server.metric('engine_requests_deferred')) === 1)
  const third = await server.call('/v1/chat/completions', long)
  assert.equal(third.status, 429)
  assert.equal(third.headers.get('retry-after'), '1')
  assert.equal((await third.json()).error.code, 'queue_full')
  await (await first).body.cancel()
  assert.equal((await second).status, 200)
  await server.stop()
})

test('many callers at once are all answered', async () => {
  const server = await (await startServer()).ready()
  const answers = await Promise.all(Array.from({ length: 12 }, () => server.text('What is the capital of Italy?')))
  assert.ok(answers.every((text) => text.includes('Rome')))
  await server.stop()
})

test('health is 503 until the model is loaded', async () => {
  const server = await startServer()
  const early = await server.call('/health')
  assert.equal(early.status, 503)
  assert.equal((await server.chat('Hello')).status, 503)
  await server.ready()
  await server.stop()
})

test('a drain lets running requests finish and exits with 0', async () => {
  const server = await (await startServer()).ready()
  const response = await server.call('/v1/chat/completions', { ...long, max_tokens: 150 })
  const left = server.stop()
  const text = await response.text()
  assert.ok(text.endsWith('data: [DONE]\n\n'))
  assert.equal(await left, 0)
  assert.ok(!server.lines.join('\n').includes('Hello'), 'prompts are not logged')
})

test('a drain that takes too long cuts what is running', async () => {
  const server = await (await startServer({ ENGINE_DRAIN_MS: '50' })).ready()
  const response = await server.call('/v1/chat/completions', long)
  const left = server.stop()
  await response.text().catch(() => {})
  assert.equal(await left, 0)
})

test('a unix socket needs no token, and a log on a full disk does not end the server', async () => {
  const socket = join(mkdtempSync(join(tmpdir(), 'engine-')), 'engine.sock')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.mjs')], {
    env: { PATH: process.env.PATH, ENGINE_SOCKET: socket },
    stdio: ['ignore', openSync('/dev/full', 'w'), 'ignore'],
  })
  const status = () =>
    new Promise((resolve) => {
      const call = request({ socketPath: socket, path: '/v1/models' }, (response) => resolve(response.resume().statusCode))
      call.on('error', () => resolve(0)).end()
    })
  await until(async () => (await status()) === 200)
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.equal(existsSync(socket), false)
})

test('without token or socket it does not start', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.mjs')], { env: {}, stdio: 'ignore' })
  assert.deepEqual(await once(child, 'exit'), [1, null])
})
