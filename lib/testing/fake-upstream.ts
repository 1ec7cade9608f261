import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How the next answers go; changed by a test between its calls. */
export type Script = {
  status?: number
  /** Pieces of text of the answer. */
  pieces?: string[]
  usage?: { prompt_tokens: number; completion_tokens: number } | null
  pieceDelayMs?: number
  /** Ends the connection after this many pieces. */
  breakAfter?: number
  body?: string
}

export type FakeUpstream = { baseUrl: string; script: Script; bodies: Record<string, unknown>[]; finished: () => number; close: () => Promise<void> }

const chunk = (choices: unknown[], usage?: unknown): string => `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'up', choices, ...(usage ? { usage } : {}) })}\n\n`

async function stream(response: ServerResponse, script: Script): Promise<boolean> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const pieces = script.pieces ?? ['Hello', ' there']
  for (const [i, piece] of pieces.entries()) {
    if (script.breakAfter === i) {
      response.destroy()
      return false
    }
    response.write(chunk([{ index: 0, delta: { content: piece }, finish_reason: null }]))
    if (script.pieceDelayMs) await sleep(script.pieceDelayMs)
  }
  response.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]))
  if (script.usage !== null) response.write(chunk([], script.usage ?? { prompt_tokens: 5, completion_tokens: pieces.length }))
  response.end('data: [DONE]\n\n')
  return true
}

function whole(response: ServerResponse, script: Script): void {
  const pieces = script.pieces ?? ['Hello', ' there']
  const usage = script.usage === null ? {} : { usage: script.usage ?? { prompt_tokens: 5, completion_tokens: pieces.length } }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(script.body ?? JSON.stringify({ id: 'x', object: 'chat.completion', model: 'up', choices: [{ index: 0, message: { role: 'assistant', content: pieces.join('') }, finish_reason: 'stop' }], ...usage }))
}

/** A server that speaks OpenAI's API and does as it is told, on a free port of this machine. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const bodies: Record<string, unknown>[] = []
  let finished = 0
  const state: { script: Script } = { script: {} }
  const server = http.createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>
    if (request.method === 'POST') bodies.push(body) // a look whether we are there is no request for words
    const { script } = state
    if (script.status) return void response.writeHead(script.status, { 'content-type': 'application/json' }).end(script.body ?? '{"error":{"message":"scripted"}}')
    if (body.stream === true) finished += (await stream(response, script)) ? 1 : 0
    else whole(response, script)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get script() { return state.script },
    set script(next: Script) { state.script = next },
    bodies,
    finished: () => finished,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }),
  }
}
