import http from 'node:http'
import type { Duplex } from 'node:stream'
import { env } from '@/lib/env'
import { newId } from '@/lib/kernel/id'
import { log } from '@/lib/log'
import { apiPrefix, serveApi } from './api-edge'
import { edgeFacts } from './facts'
import { answerHealth } from './health'
import { answerMetrics, metricsPath } from './metrics'
import { pipeUpgrades } from './upgrade-pipe'
import { pipeToWeb } from './web-pipe'

/** How long a caller may take for its headers, for the body of a call, for any request at most, and between two requests of one connection. */
export type Patience = { headersTimeout: number; bodyTimeout: number; requestTimeout: number; keepAliveTimeout: number; connectionsCheckingInterval: number }

const patience: Patience = { headersTimeout: 15_000, bodyTimeout: 60_000, requestTimeout: 90_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 }

/** Proxies may ask with the whole address (RFC 9112 §3.2.2). */
function toOriginForm(request: http.IncomingMessage): void {
  const whole = /^https?:\/\/[^/?#]+(.*)$/i.exec(request.url ?? '')
  if (whole) request.url = whole[1]?.startsWith('/') ? whole[1] : `/${whole[1] ?? ''}`
}

const isApi = (path: string): boolean => path === apiPrefix || path.startsWith(`${apiPrefix}/`)

const refusals: Record<string, [status: number, reason: string, message: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The request\'s headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to arrive.'],
}

/** What cannot be read as HTTP has no language and no path: a short answer in the shape of every error, then the end. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, reason, message] = refusals[error.code ?? ''] ?? [400, 'Bad Request', 'This is not an HTTP request.']
  const requestId = newId('req')
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: 'invalid_input', request_id: requestId } })
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`)
}

/**
 * The front of the product: answers /api/v1 itself and passes everything else to the web process. Without a web origin it
 * is a gateway alone, to scale out.
 */
export function createEdge(webOrigin: string | undefined, times: Patience = patience): http.Server {
  const server = http.createServer({ ...times, noDelay: true }, (request, response) => {
    toOriginForm(request)
    const facts = edgeFacts(request)
    // Asks about the server itself (RFC 9110 §9.3.7), not about anything on it.
    if (request.url === '*') return void response.writeHead(204, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS', 'x-request-id': facts.requestId }).end()
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const breakOff = (error: unknown): void => {
      log.error({ requestId: facts.requestId, err: error }, 'an answer broke off')
      response.destroy()
    }
    if (isApi(path)) serveApi(request, response, path, facts, times.bodyTimeout).catch(breakOff)
    else if (path === metricsPath) answerMetrics(request, response, facts).catch(breakOff)
    else if (webOrigin) pipeToWeb(request, response, webOrigin, facts)
    else answerHealth(path, response, facts).catch(breakOff)
  })
  server.on('clientError', refuseUnreadable)
  // An expectation that nobody knows is no reason to leave a request without an answer.
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response))
  // An Expect: 100-continue is answered with what the request gets anyway; a body that is too large is then never sent.
  server.on('checkContinue', (request, response) => {
    if (Number(request.headers['content-length'] ?? 0) > env().GATEWAY_BODY_LIMIT_BYTES) return void server.emit('request', request, response)
    response.writeContinue()
    server.emit('request', request, response)
  })
  if (webOrigin && env().NODE_ENV === 'development') pipeUpgrades(server, webOrigin)
  return server
}
