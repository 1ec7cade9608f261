import type { IncomingMessage, ServerResponse } from 'node:http'
import { env } from '@/lib/env'
import { authorizationOf, handleGateway, noteAnswer, type Presence } from '@/lib/domain/gateway'
import { requestLog } from '@/lib/log'
import type { EdgeFacts } from './facts'
import { endUnread } from './problem'
import { leaveRoom } from './body-room'
import { readBody } from './read-body'

export const apiPrefix = '/api/v1'

/** Programs in browsers may call with a bearer key; no cookie means anything here. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id, request-id, retry-after, x-max-tokens-lowered, x-fields-dropped, idempotent-replayed, x-upstream-attempts, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens',
}
const preflight = { ...cors, 'access-control-allow-methods': 'GET, HEAD, POST', 'access-control-allow-headers': '*, authorization', 'access-control-max-age': '86400' }
const fixed = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'cross-origin-resource-policy': 'cross-origin' }

/** How long a caller of a stream may take nothing of what is ready for it. */
const stuckMs = 60_000

/** Waits until the caller has taken what was written. @returns false when it is gone, or takes nothing any more */
function drained(response: ServerResponse, waitMs = stuckMs): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isReady: boolean): void => {
      clearTimeout(timer)
      response.off('drain', ready).off('close', gone)
      resolve(isReady)
    }
    const [ready, gone] = [(): void => end(true), (): void => end(false)]
    const timer = setTimeout(gone, waitMs)
    response.once('drain', ready).once('close', gone)
  })
}

const always = Object.entries(fixed).flat()
const forBrowsers = [...always, ...Object.entries(cors).flat()]

/** Names and values in turn, which costs a fraction of one more object of this size. A browser that calls across sites says from where. */
function headersOf(own: Record<string, string>, origin: string | undefined): string[] {
  const headers = [...(origin === undefined ? always : forBrowsers)]
  for (const name in own) headers.push(name, own[name] ?? '')
  return headers
}

/** Hands a stream's pieces on as fast as its caller takes them. */
async function sendPieces(response: ServerResponse, pieces: AsyncGenerator<string>): Promise<void> {
  // Headers leave with the first words where those are there at once.
  const flush = setImmediate(() => response.flushHeaders())
  for await (const piece of pieces) {
    clearImmediate(flush)
    if (response.destroyed) break
    if (!response.write(piece) && !(await drained(response))) {
      response.destroy()
      break
    }
  }
  clearImmediate(flush)
  response.end()
}

/** Whether the caller stays until its answer is written. */
class Attendance implements Presence {
  aborted = false
  private readonly heard = new Set<() => void>()

  constructor(response: ServerResponse) {
    response.on('close', () => {
      if (response.writableFinished) return
      this.aborted = true
      for (const hear of this.heard) hear()
    })
  }

  addEventListener(_type: 'abort', listener: () => void): void { this.heard.add(listener) }
  removeEventListener(_type: 'abort', listener: () => void): void { this.heard.delete(listener) }
}

/** Below the prefix, however many slashes the caller wrote. */
function pathBelow(path: string): string {
  const own = path.slice(apiPrefix.length)
  return own.includes('//') || own.endsWith('/') || own === '' ? own.replace(/\/{2,}/g, '/').replace(/\/$/, '') || '/' : own
}

/** One call of the OpenAI-compatible API, straight from the socket. */
export async function serveApi(request: IncomingMessage, response: ServerResponse, path: string, facts: EdgeFacts, bodyMs: number): Promise<void> {
  if (request.method === 'OPTIONS') return void response.writeHead(204, { ...preflight, 'x-request-id': facts.requestId }).end()
  const started = performance.now()
  const caller = new Attendance(response)
  try {
    const answer = await handleGateway({
      method: request.method ?? 'GET', path: pathBelow(path), authorization: authorizationOf(request.headers.authorization, request.headers['x-api-key']), ip: facts.ip,
      requestId: facts.requestId, locale: facts.locale, signal: caller, readBody: (who) => readBody(request, env().GATEWAY_BODY_LIMIT_BYTES, bodyMs, who),
      idempotencyKey: request.headers['idempotency-key'],
    })
    noteAnswer(path.slice(apiPrefix.length), answer.status)
    const headers = headersOf(answer.headers, request.headers.origin)
    // An unread body must not be taken for the next request of this connection.
    if (typeof answer.body === 'string') endUnread(response, answer.status, headers, answer.body)
    else await sendPieces(response.writeHead(answer.status, headers), answer.body)
    requestLog.info({ requestId: facts.requestId, method: request.method, path, status: answer.status, ms: Math.round(performance.now() - started), isGone: caller.aborted }, 'gateway')
  } finally {
    leaveRoom(request)
  }
}
