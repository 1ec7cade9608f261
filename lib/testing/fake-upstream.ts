import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { chatChoices, chatDeltas, embeddingsOf, type Script } from './scripted-answers'

export type FakeUpstream = { baseUrl: string; script: Script; bodies: Record<string, unknown>[]; tokens: (string | undefined)[]; finished: () => number; close: () => Promise<void> }

const chunk = (choices: unknown[], usage?: unknown, padding?: string): string =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'up', choices, ...(usage ? { usage } : {}), ...(padding ? { obfuscation: padding } : {}) })}\n\n`

const usageOf = (script: Script, completion: number): object => script.usage ?? { prompt_tokens: 5, completion_tokens: completion }

async function stream(response: ServerResponse, script: Script, body: Record<string, unknown>): Promise<boolean> {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  const deltas = chatDeltas(body, script)
  for (const [i, delta] of deltas.entries()) {
    if (script.breakAfter === i) {
      response.destroy()
      return false
    }
    if (script.hangAfter === i) return false
    // As a real server: what the other side does not take, waits.
    const isTaken = response.write(chunk([delta], script.usageAsItGoes ? usageOf({}, i + 1) : undefined, script.padding)) || response.destroyed
    if (!isTaken) await new Promise<void>((resume) => { response.once('drain', resume).once('close', resume) })
    if (script.pieceDelayMs && i < deltas.length - 1) await sleep(script.pieceDelayMs)
  }
  if (script.usage !== null) response.write(chunk([], usageOf(script, deltas.length - 1)))
  response.end('data: [DONE]\n\n')
  return true
}

function answerFor(path: string, body: Record<string, unknown>, script: Script): object {
  const pieces = script.pieces ?? ['Hello', ' there']
  const usage = script.usage === null ? {} : { usage: usageOf(script, pieces.length) }
  if (path.endsWith('/models')) return { object: 'list', data: [{ id: 'up', object: 'model' }] }
  if (path.endsWith('/embeddings')) return { object: 'list', model: 'up', data: embeddingsOf(body), ...usage }
  if (path.endsWith('/chat/completions')) return { id: 'x', object: 'chat.completion', model: 'up', choices: chatChoices(body, script), ...usage }
  const choices = Array.from({ length: Number(body.n ?? 1) }, (_, index) => ({ index, text: pieces.join(''), finish_reason: script.finish ?? 'stop' }))
  return { id: 'x', object: 'text_completion', model: 'up', choices, ...usage }
}

async function endless(response: ServerResponse, text: string, isStream: boolean): Promise<void> {
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' })
  while (!response.destroyed) if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')])
}

/** A server that speaks OpenAI's API and does as it is told, on a free port of this machine. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const bodies: Record<string, unknown>[] = []
  const tokens: (string | undefined)[] = []
  let finished = 0
  const state: { script: Script } = { script: {} }
  const server = http.createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>
    if (request.method === 'POST') bodies.push(body) // a look whether we are there is no request for words
    tokens.push(request.headers.authorization)
    const { script } = state
    await script.gate
    if (script.endless) return endless(response, script.endless, body.stream === true)
    const status = script.statuses?.shift() ?? script.status
    if (status && status !== 200) return void response.writeHead(status, { 'content-type': 'application/json', ...script.headers }).end(script.body ?? '{"error":{"message":"scripted"}}')
    if (body.stream === true) finished += (await stream(response, script, body)) ? 1 : 0
    else response.writeHead(200, { 'content-type': 'application/json' }).end(script.body ?? JSON.stringify(answerFor(request.url ?? '', body, script)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get script() { return state.script },
    set script(next: Script) { state.script = next },
    bodies,
    tokens,
    finished: () => finished,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }),
  }
}
