import type { LookupAddress } from 'node:dns'
import http from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callUpstream, readText } from './openai-compatible'
import { probeUpstream } from './probe-upstream'

const names = vi.hoisted(() => new Map<string, string[]>())
vi.mock('node:dns', () => ({
  lookup: (host: string, _options: object, callback: (error: Error | null, addresses: LookupAddress[]) => void) =>
    callback(names.has(host) ? null : Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), (names.get(host) ?? []).map((address) => ({ address, family: 4 }))),
}))

let asked: string[] = []
const server = http.createServer((request, response) => {
  asked.push(request.url ?? '')
  if (request.url === '/redirect/v1/models') return void response.writeHead(302, { location: '/v1/models' }).end()
  if (request.url === '/busy/v1/models') return void response.writeHead(429, { 'retry-after': '7' }).end('{}')
  if (request.url === '/late/v1/models') return void response.writeHead(503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }).end('{}')
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"id":"tiny"}]}')
})
/** One word, and no end. */
const endless = http.createServer((_request, response) => void response.write('word'))
let port = 0
const target = (path: string, host = '127.0.0.1') => ({ baseUrl: `http://${host}:${port}${path}/v1`, token: 's3cret', timeoutMs: 60_000, isTrusted: false })
const base = { DATABASE_URL: 'postgresql://127.0.0.1/none', AUTH_SECRET: 'test-auth-secret-test-auth-secret-00', MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }

beforeAll(async () => {
  Object.assign(process.env, base, { ALLOW_PRIVATE_UPSTREAMS: '127.0.0.1' })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => { server.closeAllConnections(); server.close() })
beforeEach(() => { asked = [] })

describe('a server that is asked', () => {
  it('answers for its models', async () => {
    expect(await probeUpstream(target(''))).toMatchObject({ ok: true, models: ['tiny'] })
  })

  it('answers though it had closed every connection that was kept for it, and one that never answers is asked twice at most', async () => {
    const answer = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'
    const state = { refused: new Set<unknown>(), open: new Set<unknown>(), isSilent: false, asks: 0 }
    const once = createServer((socket) => {
      state.open.add(socket)
      socket.on('error', () => undefined).on('data', () => {
        state.asks += 1
        if (state.isSilent || state.refused.has(socket)) socket.destroy()
        else socket.write(answer)
      })
    })
    await new Promise<void>((resolve) => once.listen(0, '127.0.0.1', resolve))
    const closing = { ...target(''), baseUrl: `http://127.0.0.1:${(once.address() as AddressInfo).port}/v1` }
    const ask = async (): Promise<string> => readText(await callUpstream(closing, '/chat/completions', { messages: [] }))
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['{}', '{}', '{}'])
    state.refused = new Set(state.open)
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['{}', '{}', '{}'])
    Object.assign(state, { isSilent: true, asks: 0 })
    await expect(ask()).rejects.toThrow('unreachable')
    expect(state.asks).toBeLessThanOrEqual(2)
    once.close()
  })

  it.each([['by who must not ask twice', true, 0], ['where it had worked a while before it went', false, 60_000]])('is asked once %s', async (_when, isAskedOnce, laterMs) => {
    // Each connection answers once and is cut as it is used again: who asks a second time has a new one, and an answer.
    const used = new Set<unknown>()
    const now = performance.now.bind(performance)
    let cut = 0
    const going = createServer((socket) => socket.on('error', () => undefined).on('data', () => {
      if (!used.has(socket)) {
        used.add(socket)
        return void socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
      }
      cut += 1
      vi.spyOn(performance, 'now').mockImplementation(() => now() + laterMs)
      socket.destroy()
    }))
    await new Promise<void>((resolve) => going.listen(0, '127.0.0.1', resolve))
    const at = { ...target(''), isAskedOnce, baseUrl: `http://127.0.0.1:${(going.address() as AddressInfo).port}/v1` }
    try {
      const askUntilCut = async (): Promise<void> => {
        while (cut === 0) {
          await readText(await callUpstream(at, '/chat/completions', { messages: [] }))
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      await expect(askUntilCut()).rejects.toThrow('unreachable')
      expect(cut).toBe(1)
    } finally {
      vi.restoreAllMocks()
      going.close()
    }
  })

  it('is not read for ever, however slowly it drips', async () => {
    const dripping = http.createServer((_request, response) => {
      response.writeHead(200)
      const drips = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(drips))
    })
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve))
    const answer = await callUpstream({ ...target(''), baseUrl: `http://127.0.0.1:${(dripping.address() as AddressInfo).port}/v1` }, '/chat/completions', { messages: [] })
    await expect(readText(answer, undefined, 200)).rejects.toMatchObject({ kind: 'timeout' })
    dripping.closeAllConnections()
    dripping.close()
  })

  it('is read no faster than its answer is taken, to the last byte', async () => {
    const whole = Buffer.alloc(4_194_304, 'x')
    const large = http.createServer((_request, response) => response.end(whole))
    await new Promise<void>((resolve) => large.listen(0, '127.0.0.1', resolve))
    const answer = await callUpstream({ ...target(''), baseUrl: `http://127.0.0.1:${(large.address() as AddressInfo).port}/v1` }, '/chat/completions', { messages: [] })
    let [size, longest] = [0, 0]
    for await (const part of answer.body) {
      await new Promise((resolve) => setImmediate(resolve))
      size += part.length
      longest = Math.max(longest, part.length)
    }
    expect(size).toBe(whole.length)
    // What may wait unread, and what one look at the socket brings beyond it.
    expect(longest).toBeLessThanOrEqual(131_072)
    large.closeAllConnections()
    large.close()
  })

  it('is let go of where nobody reads on', async () => {
    const gone = new Promise<void>((resolve) => { endless.on('request', (_request, response) => response.on('close', resolve)) })
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve))
    const answer = await callUpstream({ ...target(''), baseUrl: `http://127.0.0.1:${(endless.address() as AddressInfo).port}/v1` }, '/chat/completions', { messages: [] })
    for await (const part of answer.body) if (part.length > 0) break
    await gone
    endless.close()
  })

  it('is not followed elsewhere: a redirect is told and nothing more is sent', async () => {
    expect(await probeUpstream(target('/redirect'))).toMatchObject({ ok: false, reason: 'redirected' })
    expect(asked).toEqual(['/redirect/v1/models'])
  })

  it('tells what stood in the way: a name that nobody has, https where none is spoken, no word, and another language', async () => {
    const reason = async (baseUrl: string): Promise<string | null> => (await probeUpstream({ ...target(''), baseUrl })).reason
    const [mute, talking] = [createServer((socket) => socket.destroy()), createServer((socket) => socket.on('error', () => undefined).on('data', () => socket.write('220 mail.test ESMTP\r\n')))]
    for (const other of [mute, talking]) await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const at = (other: typeof mute): string => `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`
    expect(await Promise.all([reason('http://nobody.test/v1'), reason(`https://127.0.0.1:${port}/v1`), reason(at(mute)), reason(at(talking))])).toEqual(['unknown_host', 'no_tls', 'unreachable', 'bad_answer'])
    for (const other of [mute, talking]) other.close()
  })

  it('by a name that leads to a private address is not even connected to', async () => {
    names.set('inside.test', ['127.0.0.9'])
    expect(await probeUpstream(target('', 'inside.test'))).toMatchObject({ ok: false, reason: 'refused_address' })
    expect(asked).toEqual([])
  })

  it('by a name that changes its meaning is judged by where it leads now', async () => {
    names.set('changing.test', ['127.0.0.1'])
    expect(await probeUpstream(target('', 'changing.test'))).toMatchObject({ ok: true })
    names.set('changing.test', ['169.254.169.254'])
    expect(await probeUpstream({ ...target(''), baseUrl: `http://changing.test:${port + 1}/v1` })).toMatchObject({ reason: 'refused_address' })
    names.set('mixed.test', ['127.0.0.9', '127.0.0.1'])
    expect(await probeUpstream(target('', 'mixed.test'))).toMatchObject({ ok: true })
  })

  it('by a literal address the operator did not name is not connected to', async () => {
    expect(await probeUpstream(target('', '[::1]'))).toMatchObject({ ok: false, reason: 'refused_address' })
    expect(await probeUpstream(target('', '127.0.0.2'))).toMatchObject({ ok: false, reason: 'refused_address' })
  })

  it('says how long it wants to be left alone, in seconds or as a date', async () => {
    const busy = await callUpstream(target('/busy'), '/models')
    await readText(busy)
    expect([busy.status, busy.retryAfterSeconds]).toEqual([429, 7])
    const late = await callUpstream(target('/late'), '/models')
    await readText(late)
    expect(late.retryAfterSeconds).toBeGreaterThan(3_500)
  })
})
