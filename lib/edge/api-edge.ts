import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { env } from '@/lib/env'
import { authorizationOf, handleGateway, type GatewayAnswer } from '@/lib/domain/gateway'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import type { EdgeFacts } from './facts'

export const apiPrefix = '/api/v1'

/** Programs in browsers may call with a bearer key; no cookie means anything here. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id, retry-after, x-max-tokens-lowered, x-upstream-attempts, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens',
}
const preflight = { ...cors, 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': '*, authorization', 'access-control-max-age': '86400' }
const fixed = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'cross-origin-resource-policy': 'cross-origin' }

/** @throws DomainError payload_too_large; what comes after the limit is not read */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new DomainError('payload_too_large')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > limitBytes) throw new DomainError('payload_too_large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

async function send(response: ServerResponse, answer: GatewayAnswer): Promise<void> {
  response.writeHead(answer.status, { ...fixed, ...cors, ...answer.headers })
  if (typeof answer.body === 'string') return void response.end(answer.body)
  response.flushHeaders()
  for await (const piece of answer.body) {
    if (response.destroyed) break
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
  response.end()
}

/** One call of the OpenAI-compatible API, straight from the socket. */
export async function serveApi(request: IncomingMessage, response: ServerResponse, path: string, facts: EdgeFacts): Promise<void> {
  if (request.method === 'OPTIONS') return void response.writeHead(204, preflight).end()
  const started = performance.now()
  const gone = new AbortController()
  response.on('close', () => { if (!response.writableFinished) gone.abort() })
  const answer = await handleGateway({
    method: request.method ?? 'GET', path: path.slice(apiPrefix.length).replace(/\/$/, '') || '/', authorization: authorizationOf(request.headers.authorization, request.headers['x-api-key']), ip: facts.ip,
    requestId: facts.requestId, locale: facts.locale, signal: gone.signal, readBody: () => readBody(request, env().GATEWAY_BODY_LIMIT_BYTES),
  })
  // An unread body must not be taken for the next request of this connection.
  if (!request.complete) response.setHeader('connection', 'close')
  await send(response, answer)
  log.info({ requestId: facts.requestId, method: request.method, path, status: answer.status, ms: Math.round(performance.now() - started), isGone: gone.signal.aborted }, 'gateway')
}
