import type http from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { startGateways } from '@/lib/testing/gateway-processes'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { createEdge } from './server'

let upstream: FakeUpstream
let edge: http.Server
let impatient: http.Server
let origin: string
let client: Metered
const portOf = (server: http.Server): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  upstream = await startFakeUpstream()
  edge = createEdge(undefined)
  impatient = createEdge(undefined, { headersTimeout: 1_000, bodyTimeout: 1_000, requestTimeout: 120_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 100 })
  for (const server of [edge, impatient]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${portOf(edge)}`
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 15n })
})
beforeEach(() => { upstream.script = {} })
afterAll(async () => {
  for (const server of [edge, impatient]) {
    server.closeAllConnections()
    server.close()
  }
  await upstream.close()
})

const megabytes4 = 4 * 1024 * 1024
const post = (body: BodyInit, over: RequestInit = {}): Promise<Response> =>
  fetch(`${origin}/api/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${client.secret}`, 'content-type': 'application/json' }, body, ...over })
const ask = (fields: object): string => JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Hello' }], ...fields })

/** Sends bytes as they are and gives back all that comes, until the other side closes. */
async function raw(server: http.Server, text: string): Promise<string> {
  const socket = connect(portOf(server), '127.0.0.1')
  let answer = ''
  socket.on('data', (part: Buffer) => { answer += part.toString() }).on('error', () => undefined) // it may be cut while we still speak
  socket.write(text)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer
}

function expectRefusal(answer: string, status: string): void {
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toMatch(/x-request-id: req_/i)
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ error: { code: 'invalid_input', request_id: expect.stringMatching(/^req_/) as string } })
}

describe('the edge', () => {
  it('takes a body of exactly the limit and answers 413 to one byte more, told or untold, with the request id', async () => {
    const filled = (size: number): string => {
      const text = ask({ user: '' })
      return text.slice(0, -1) + ' '.repeat(size - text.length) + '}'
    }
    expect((await post(filled(megabytes4))).status).toBe(200)
    const told = await post(filled(megabytes4 + 1))
    expect([told.status, (await told.json() as { error: { code: string } }).error.code]).toEqual([413, 'payload_too_large'])
    expect(told.headers.get('x-request-id')).toMatch(/^req_/)
    const untold = await post(new Blob([filled(megabytes4 + 1)]).stream(), { duplex: 'half' } as RequestInit)
    expect(untold.status).toBe(413)
  })

  it('unpacks what comes packed, as far as the limit goes', async () => {
    const packed = (encoding: string, body: Buffer): Promise<Response> =>
      post(new Uint8Array(body), { headers: { authorization: `Bearer ${client.secret}`, 'content-encoding': encoding } })
    const text = ask({})
    const answers = await Promise.all([
      packed('gzip', gzipSync(text)), packed('br', brotliCompressSync(text)), packed('deflate', deflateSync(text)), packed('identity', Buffer.from(text)),
      packed('gzip', gzipSync(ask({ user: ' '.repeat(megabytes4) }))), packed('gzip', Buffer.from(text)), packed('zip', Buffer.from(text)),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 413, 400, 400])
    expect((await answers[4]?.json() as { error: { message: string } }).error.message).toContain('4,194,304 bytes')
  })

  it('takes what HTTP allows: HEAD for GET, the whole address, an expectation that nobody knows', async () => {
    const authorization = `Bearer ${client.secret}`
    const [head, wrong] = await Promise.all([fetch(`${origin}/api/v1/models`, { method: 'HEAD', headers: { authorization } }), fetch(`${origin}/api/v1/chat/completions`, { headers: { authorization } })])
    expect([head.status, await head.text(), wrong.status, wrong.headers.get('allow')]).toEqual([200, '', 405, 'POST'])
    const get = (target: string, more: string): Promise<string> => raw(edge, `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nConnection: close\r\n${more}\r\n`)
    expect(await get('http://any.example/api/v1/models', '')).toMatch(/^HTTP\/1.1 200 /)
    expect(await get('/api/v1/models', 'Expect: a-miracle\r\n')).toMatch(/^HTTP\/1.1 200 /)
    expect(await raw(edge, 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 204 /)
  })

  it('tells strangers so before it reads what they send', async () => {
    const answer = await post('x'.repeat(megabytes4), { headers: { authorization: 'Bearer mk_live_nobody' } })
    expect(answer.status).toBe(401)
  })

  it.each([['GARBAGE\r\n\r\n', '400'], [`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, '431'], ['POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n', '400']])(
    'answers what it cannot read in the error shape with an id (%#)', async (text, status) => expectRefusal(await raw(edge, text), status))

  it('does not wait for ever for headers or a body that stay away', async () => {
    expectRefusal(await raw(impatient, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '), '408')
    const answer = await raw(impatient, `POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${client.secret}\r\nContent-Length: 100\r\n\r\n{`)
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
    expect(answer).toMatch(/x-ratelimit-remaining-requests: \d+\r\n/)
    expect(answer).toContain('"code":"request_timeout"')
  })

  it('names every answer: of the API, of a preflight, of a path that is not there', async () => {
    const answers = await Promise.all([post(ask({})), post('{'), fetch(`${origin}/api/v1/models`, { method: 'OPTIONS' }), fetch(`${origin}/nowhere`), fetch(`${origin}/api/v1/nowhere`)])
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 204, 404, 404])
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(new Set(ids).size).toBe(5)
    for (const id of ids) expect(id).toMatch(/^req_/)
  })

  it('is open to programs in browsers, which say from where they call', async () => {
    const answer = (origin: string): Promise<string> => raw(edge, `GET /api/v1/models HTTP/1.1\r\nHost: x\r\n${origin}Connection: close\r\n\r\n`)
    expect(await answer('Origin: https://app.example\r\n')).toMatch(/access-control-allow-origin: \*\r\naccess-control-expose-headers: x-request-id, /i)
    expect(await answer('')).not.toMatch(/access-control/i)
  })

  it('alone, without a web process, says itself whether it lives and can serve', async () => {
    for (const path of ['/api/health/live', '/api/health/ready']) expect((await fetch(origin + path)).status).toBe(200)
  })

  it('holds a stream back that its reader does not take, and the server behind with it', async () => {
    // 64 MB: the kernel's buffers of two connections may take twenty.
    const pieces = 400
    upstream.script = { pieces: Array.from({ length: pieces }, () => 'x'), padding: 'x'.repeat(160_000), usage: { prompt_tokens: 5, completion_tokens: pieces } }
    const before = upstream.finished()
    const socket = connect(portOf(edge), '127.0.0.1')
    await once(socket, 'connect')
    const body = ask({ stream: true, max_tokens: 400 })
    socket.write(`POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${client.secret}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    await once(socket, 'readable') // the first bytes are there and are left there
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(upstream.finished()).toBe(before)
    let size = 0
    socket.on('data', (part: Buffer) => { size += part.length })
    await expect.poll(() => upstream.finished(), { timeout: 60_000 }).toBe(before + 1)
    expect(size).toBeGreaterThan(1_000_000)
    socket.destroy()
    await expect.poll(async () => (await books(client)).openHolds, { timeout: 60_000 }).toBe(0)
  })
})

describe('a gateway process that is told to end', () => {
  it('takes nobody new, finishes every stream and what must be billed, and goes', async () => {
    const gateways = await startGateways(1)
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 15n })
    upstream.script = { pieces: Array.from({ length: 8 }, () => 'w '), pieceDelayMs: 100, usage: { prompt_tokens: 5, completion_tokens: 8 } }
    const [process] = gateways.all
    if (!process) throw new Error('no gateway')
    const stream = (signal?: AbortSignal): Promise<Response> => fetch(`${process.origin}/api/v1/chat/completions`, {
      method: 'POST', headers: { authorization: `Bearer ${own.secret}` }, body: JSON.stringify({ model: own.model, messages: [{ role: 'user', content: 'Hi' }], stream: true }), ...(signal ? { signal } : {}),
    })
    const leaver = new AbortController()
    const [stays, leaves] = await Promise.all([stream(), stream(leaver.signal)])
    await leaves.body?.getReader().read()
    leaver.abort()
    const ended = once(process.child, 'exit')
    process.child.kill('SIGTERM')
    expect((await stays.text()).trim().endsWith('data: [DONE]')).toBe(true)
    expect(await ended).toEqual([0, null])
    await expect(fetch(`${process.origin}/api/v1/models`)).rejects.toThrow()
    const { openHolds, events } = await books(own)
    expect([openHolds, events.map(({ outputTokens }) => outputTokens)]).toEqual([0, [8, 8]])
    await gateways.stop()
  })
})
