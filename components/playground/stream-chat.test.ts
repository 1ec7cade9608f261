import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { emptySettings } from './conversation'
import { bodyOf, streamChat, type ChatEnd } from './stream-chat'

let server: http.Server | undefined
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))))

function serve(handler: http.RequestListener): Promise<string> {
  server = http.createServer(handler)
  return new Promise((resolve) => server?.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server?.address() as AddressInfo).port}/api/playground`)))
}

const request = { model: 'nicholas', messages: [{ role: 'user' as const, content: 'hi' }], settings: emptySettings }

async function ask(url: string, stop?: AbortController): Promise<{ end: ChatEnd; text: string; thought: string; id: string; firstMs: number }> {
  let [text, thought, id, firstMs] = ['', '', '', -1]
  const end = await streamChat(url, request, { onRequestId: (found) => (id = found), onText: (more, ms) => { text += more; firstMs = ms; stop?.abort() }, onThought: (more) => { thought += more } }, (stop ?? new AbortController()).signal)
  return { end, text, thought, id, firstMs }
}

const chunk = (fields: object): string => `data: ${JSON.stringify(fields)}\n\n`

describe('streamChat', () => {
  it('collects the text, the exact cost, the request id and both times', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' })
      response.write(chunk({ choices: [{ delta: { role: 'assistant', content: '' } }] }))
      setTimeout(() => {
        response.write(chunk({ choices: [{ delta: { content: 'Hello' } }] }))
        response.write(chunk({ choices: [{ delta: { content: ' you' } }] }))
        response.end(`${chunk({ choices: [], usage: { prompt_tokens: 4, completion_tokens: 2, cost: '0.000012345678' } })}data: [DONE]\n\n`)
      }, 30)
    })
    const { end, text, id, firstMs } = await ask(url)
    expect([end.state, text, id]).toEqual(['done', 'Hello you', 'req_1'])
    expect(end.receipt).toEqual({ inputTokens: 4, outputTokens: 2, costPicos: 12_345_678n, isEstimated: false })
    expect(firstMs).toBeGreaterThanOrEqual(25)
    expect(end.totalMs).toBeGreaterThanOrEqual(firstMs)
  })

  it('tells what the model thinks apart from what it says, under either name and once under both', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const delta of [{ reasoning_content: 'Let me ' }, { reasoning: 'see', reasoning_content: 'see' }, { reasoning: '.', content: null }, { content: 'Yes.' }]) response.write(chunk({ choices: [{ delta }] }))
      response.end('data: [DONE]\n\n')
    })
    expect(await ask(url)).toMatchObject({ end: { state: 'done' }, text: 'Yes.', thought: 'Let me see.' })
  })

  it('gives a refusal back with the server’s own words, its request id and when to try again', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '12', 'x-request-id': 'req_2' })
      response.end(JSON.stringify({ error: { code: 'rate_limited', message: 'Slow down.', request_id: 'req_2' } }))
    })
    const { end } = await ask(url)
    expect(end.state).toBe('failed')
    expect(end.problem).toEqual({ code: 'rate_limited', message: 'Slow down.', requestId: 'req_2', retryAfterSeconds: 12 })
  })

  it('keeps what was said before an error in the middle of the stream', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ choices: [{ delta: { content: 'Half' } }] }))
      response.end(`event: error\n${chunk({ error: { code: 'upstream_failed', message: 'It broke.' } })}`)
    })
    const { end, text } = await ask(url)
    expect([end.state, end.problem?.code, text]).toEqual(['failed', 'upstream_failed', 'Half'])
  })

  it('does not take a cut connection for a complete answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ choices: [{ delta: { content: 'Half' } }] }), () => response.destroy())
    })
    expect((await ask(url)).end).toMatchObject({ state: 'failed', problem: { code: 'connection' } })
  })

  it('ends as stopped when it is aborted, and the server sees the connection close', async () => {
    const stop = new AbortController()
    let closed: (value: unknown) => void
    const seen = new Promise((resolve) => (closed = resolve))
    const url = await serve((_request, response) => {
      response.on('close', () => closed(true))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ choices: [{ delta: { content: 'On and on' } }] }))
    })
    const { end, text } = await ask(url, stop)
    expect([end.state, text]).toEqual(['stopped', 'On and on'])
    expect(await seen).toBe(true)
  })
})

describe('bodyOf', () => {
  it('leaves out settings that were not touched', () => {
    expect(bodyOf(request)).toEqual({ model: 'nicholas', messages: request.messages, stream: true })
    expect(bodyOf({ ...request, settings: { ...emptySettings, temperature: 0, maxTokens: 96 } })).toMatchObject({ temperature: 0, max_tokens: 96 })
    expect(bodyOf({ ...request, settings: { ...emptySettings, stop: ['END'], seed: 7, isJson: true, presencePenalty: -1, frequencyPenalty: 0.5 } })).toMatchObject({
      stop: ['END'], seed: 7, response_format: { type: 'json_object' }, presence_penalty: -1, frequency_penalty: 0.5,
    })
    expect(Object.keys(bodyOf(request)).sort()).toEqual(['messages', 'model', 'stream'])
  })
})
