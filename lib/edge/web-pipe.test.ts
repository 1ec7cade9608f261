import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseEnv } from '@/lib/env'
import { pipeToWeb } from './web-pipe'
import { WebPools } from './web-pools'

vi.mock('@/lib/env', async (original) => {
  const real = await original<typeof import('@/lib/env')>()
  const values = real.parseEnv({ DATABASE_URL: 'postgresql://u:p@localhost/x', AUTH_SECRET: 'a'.repeat(40), MASTER_KEY: Buffer.alloc(32).toString('base64'), GATEWAY_BODY_LIMIT_BYTES: '2048' })
  return { ...real, env: () => values }
})

const open: http.Server[] = []
afterEach(() => { for (const server of open.splice(0)) { server.closeAllConnections(); server.close() } })

async function listen(server: http.Server): Promise<string> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The pipe in front of a web process that answers by `answer`. */
async function pipeTo(answer: http.RequestListener): Promise<{ origin: string; web: http.Server }> {
  const web = http.createServer(answer)
  const webOrigin = await listen(web)
  const facts = { requestId: 'req_1', locale: 'en' as const, ip: '127.0.0.1', isHttps: false }
  return { web, origin: await listen(http.createServer((request, response) => pipeToWeb(request, response, webOrigin, facts))) }
}

const unanswered = http.createServer()
const closedPort = async (): Promise<string> => {
  const origin = await listen(unanswered)
  await new Promise((resolve) => unanswered.close(resolve))
  return origin
}

describe('the pipe to the web process', () => {
  it('asks once more when the connection it used again had just been closed', async () => {
    // Each connection takes one request and is cut as the second arrives: what a server does whose keep-alive ran out.
    const used = new WeakSet<object>()
    let cut = 0
    const { origin } = await pipeTo((request, response) => {
      if (used.has(request.socket)) {
        cut += 1
        return void request.socket.resetAndDestroy()
      }
      used.add(request.socket)
      response.end('page')
    })
    for (let i = 0; i < 4; i++) expect(await (await fetch(`${origin}/`)).text()).toBe('page')
    expect(cut).toBeGreaterThan(0)
  })

  it('never sends a request with a body twice', async () => {
    const used = new WeakSet<object>()
    let bodies = 0
    const { origin } = await pipeTo((request, response) => {
      if (request.method === 'POST') bodies += 1
      if (used.has(request.socket)) return void request.socket.resetAndDestroy()
      used.add(request.socket)
      response.end('page')
    })
    await (await fetch(`${origin}/`)).text()
    const answer = await fetch(`${origin}/api/keys`, { method: 'POST', body: '{}' })
    expect([answer.status, bodies]).toEqual([503, 1])
  })

  it('answers programs in their error shape while web is down, and people with a page', async () => {
    const webOrigin = await closedPort()
    const facts = { requestId: 'req_1', locale: 'en' as const, ip: '127.0.0.1', isHttps: false }
    const origin = await listen(http.createServer((request, response) => pipeToWeb(request, response, webOrigin, facts)))
    const api = await fetch(`${origin}/api/keys`)
    expect([api.status, api.headers.get('x-request-id'), api.headers.get('retry-after')]).toEqual([503, 'req_1', '2'])
    expect(await api.json()).toMatchObject({ error: { code: 'unavailable', request_id: 'req_1' } })
    const page = await fetch(`${origin}/keys`)
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
  })

  it('has connections of their own for logs that are followed, so many and no more', async () => {
    const pools = new WebPools(2)
    const web = await listen(http.createServer((request, response) => {
      response.writeHead(200)
      if (request.url?.includes('?')) response.write('line')
      else response.end('page')
    }))
    const facts = { requestId: 'req_1', locale: 'en' as const, ip: '127.0.0.1', isHttps: false }
    const origin = await listen(http.createServer((request, response) => pipeToWeb(request, response, web, facts, pools)))
    const gone = new AbortController()
    const follow = () => fetch(`${origin}/api/instances/ins_1/logs?follow=1`, { signal: gone.signal })
    const followed = [await follow(), await fetch(`${origin}/api/instances/ins_1/lo%67s?tail=1&fol%6Cow=1`, { signal: gone.signal })]
    const more = await follow()
    expect([...followed.map(({ status }) => status), more.status, more.headers.get('retry-after')]).toEqual([200, 200, 429, '10'])
    for (const path of ['/', '/api/instances/ins_1/logs']) expect(await (await fetch(`${origin}${path}`)).text()).toBe('page')
    gone.abort()
    // A reader that has left makes room.
    await vi.waitFor(async () => {
      const next = await fetch(`${origin}/api/instances/ins_1/logs?follow=1`)
      await next.body?.cancel()
      expect(next.status).toBe(200)
    }, { timeout: 60_000, interval: 50 })
  })

  it('lets no more through than the body limit, told beforehand or not', async () => {
    let read = 0
    const { origin } = await pipeTo((request, response) => {
      request.on('data', (part: Buffer) => { read += part.length })
      request.on('end', () => response.end('taken'))
    })
    const told = await fetch(`${origin}/api/keys`, { method: 'POST', body: 'x'.repeat(4096) })
    expect([told.status, read]).toEqual([413, 0])
    const pieces = (count: number): ReadableStream => new ReadableStream({
      start(controller) {
        for (let i = 0; i < count; i++) controller.enqueue(new TextEncoder().encode('x'.repeat(512)))
        controller.close()
      },
    })
    const post = (count: number): Promise<Response> => fetch(`${origin}/api/keys`, { method: 'POST', body: pieces(count), duplex: 'half' } as RequestInit)
    expect(await (await post(4)).text()).toBe('taken')
    expect(read).toBe(2048)
    expect((await post(64)).status).toBe(413)
    expect(read).toBeLessThanOrEqual(4096)
  })

  it('lets parts of model files through that are larger than any other body, whoever tells their length', async () => {
    let read = 0
    const { origin } = await pipeTo((request, response) => {
      request.on('data', (part: Buffer) => { read += part.length })
      request.on('end', () => response.end('taken'))
    })
    const send = (method: string, path: string): Promise<Response> => fetch(`${origin}${path}`, { method, body: 'x'.repeat(100_000) })
    expect(await (await send('PUT', '/api/model-uploads/upl_1?offset=0')).text()).toBe('taken')
    expect(read).toBe(100_000)
    expect([(await send('POST', '/api/model-uploads')).status, (await send('PUT', '/api/admin/models/x')).status]).toEqual([413, 413])
  })
})

describe('its limit', () => {
  it('hands a body in parts of a byte on in few, and whole', async () => {
    let [parts, text] = [0, '']
    const { origin } = await pipeTo((request, response) => {
      request.on('data', (part: Buffer) => { parts += 1; text += part.toString() }).on('end', () => response.end('ok'))
    })
    const body = 'abcdefghij'.repeat(200)
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const request = http.request(`${origin}/api/keys`, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, (got) => { got.resume(); resolve(got.statusCode) }).on('error', reject)
      for (const letter of body) request.write(letter)
      request.end()
    })
    expect([answer, text]).toEqual([200, body])
    expect(parts).toBeLessThan(10)
  })

  it('is four megabytes unless the operator says otherwise', () => {
    const { GATEWAY_BODY_LIMIT_BYTES } = parseEnv({ DATABASE_URL: 'postgresql://u:p@localhost/x', AUTH_SECRET: 'a'.repeat(40), MASTER_KEY: Buffer.alloc(32).toString('base64') })
    expect(GATEWAY_BODY_LIMIT_BYTES).toBe(4 * 1024 * 1024)
  })
})
