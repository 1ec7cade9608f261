import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline, Transform } from 'node:stream'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import type { EdgeFacts } from './facts'
import { Gathered } from './gathered'
import { sayProblem } from './problem'
import { WebPools } from './web-pools'

/** Headers of one connection only (RFC 9110 §7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection']
/** Written by us or by Next itself; from outside they are an attempt at something. */
const ours = /^(x-forwarded-|x-real-ip$|forwarded$|x-request-id$|x-nonce$|x-middleware-|x-invoke-|x-nextjs-(?!data$)|x-matched-path$|content-security-policy)/

const webPools = new WebPools()

function headersFor(request: IncomingMessage, facts: EdgeFacts): http.OutgoingHttpHeaders {
  const kept = Object.entries(request.headers).filter(([name]) => !hopByHop.includes(name) && !ours.test(name))
  return {
    ...Object.fromEntries(kept),
    // A body of unknown length stays one: without this its framing would be lost with the hop's own headers.
    ...(request.headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
    'x-request-id': facts.requestId,
    'x-forwarded-for': facts.ip,
    'x-forwarded-host': request.headers.host,
    'x-forwarded-proto': facts.isHttps ? 'https' : 'http',
  }
}

const restarting = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>…</title><p>The site is starting again. يُعاد تشغيل الموقع.</p>'

/** Programs get the error shape they parse, people a page that tries again by itself. */
function sayDown(request: IncomingMessage, response: ServerResponse, facts: EdgeFacts): void {
  if (response.headersSent) return void response.destroy()
  if (request.url?.startsWith('/api/')) return sayProblem(response, new DomainError('unavailable', { retryAfterSeconds: 2 }), facts)
  response.writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'retry-after': '2', 'cache-control': 'no-store', 'x-request-id': facts.requestId, 'content-security-policy': "default-src 'none'" })
  response.end(restarting)
}

const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Parts of a model file are larger than anything else that is sent; they are written to disk as they come. */
const limitFor = ({ method, url = '' }: IncomingMessage): number =>
  method === 'PUT' && /^\/api\/model-uploads\/\w+(?:\?|$)/.test(url) ? env().INSTANCE_UPLOAD_MAX_BYTES : env().GATEWAY_BODY_LIMIT_BYTES

/** Smaller parts than this wait for one another: whoever reads a body in parts of a byte holds hundreds of times its size. */
const leastPart = 16_384

/** The body on its way to the web process, no more of it than is let through, and in parts of a decent size. */
function sendBody(request: IncomingMessage, response: ServerResponse, outgoing: http.ClientRequest, facts: EdgeFacts): void {
  let [size, waiting] = [0, new Gathered()]
  const limitBytes = limitFor(request)
  const rest = (): Buffer => {
    const part = waiting.whole()
    waiting = new Gathered()
    return part
  }
  const cap = new Transform({
    transform(part: Buffer, _encoding, done) {
      size += part.length
      waiting.add(part)
      if (size > limitBytes) done(new DomainError('payload_too_large', { params: { limitBytes } }))
      else if (waiting.size < leastPart) done()
      else done(null, rest())
    },
    flush: (done) => done(null, rest()),
  })
  pipeline(request, cap, outgoing, (error) => { if (error instanceof DomainError) sayProblem(response, error, facts) })
}

/** The web process closed the connection that we were about to use again: the request was never read. */
const wasStale = (outgoing: http.ClientRequest, error: Error): boolean =>
  outgoing.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(String(Reflect.get(error, 'code')))

/** Passes a request on to the web process and its answer back, both as streams. */
export function pipeToWeb(request: IncomingMessage, response: ServerResponse, webOrigin: string, facts: EdgeFacts, pools = webPools): void {
  if (Number(request.headers['content-length'] ?? 0) > limitFor(request)) return sayProblem(response, new DomainError('payload_too_large', { params: { limitBytes: limitFor(request) } }), facts)
  const agent = pools.take(request, response)
  if (!agent) return sayProblem(response, new DomainError('rate_limited', { retryAfterSeconds: 10 }), facts)
  const target = new URL(webOrigin)
  const isRepeatable = (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request)
  const ask = (mayRepeat: boolean): void => {
    const outgoing = http.request({ agent, host: target.hostname, port: target.port, method: request.method, path: request.url, headers: headersFor(request, facts) })
    const leave = (): void => { if (!response.writableFinished) outgoing.destroy() }
    outgoing.on('response', (incoming) => {
      const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hopByHop.includes(name)))
      response.writeHead(incoming.statusCode ?? 502, { ...headers, 'x-request-id': facts.requestId })
      pipeline(incoming, response, (error) => { if (error) response.destroy() })
    })
    outgoing.on('error', (error) => {
      if (mayRepeat && !response.headersSent && wasStale(outgoing, error)) {
        response.off('close', leave)
        return ask(false)
      }
      if (response.destroyed || response.writableEnded) return
      log.warn({ requestId: facts.requestId, err: error }, 'web does not answer')
      sayDown(request, response, facts)
    })
    response.on('close', leave)
    if (hasBody(request)) sendBody(request, response, outgoing, facts)
    else outgoing.end()
  }
  ask(isRepeatable)
}
