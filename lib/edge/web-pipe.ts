import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { log } from '@/lib/log'
import type { EdgeFacts } from './facts'

/** Headers of one connection only (RFC 9110 §7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection']
/** Written by us or by Next itself; from outside they are an attempt at something. */
const ours = /^(x-forwarded-|x-real-ip$|forwarded$|x-request-id$|x-nonce$|x-middleware-|x-invoke-|x-nextjs-(?!data$)|x-matched-path$|content-security-policy)/

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })

function headersFor(request: IncomingMessage, facts: EdgeFacts): http.OutgoingHttpHeaders {
  const kept = Object.entries(request.headers).filter(([name]) => !hopByHop.includes(name) && !ours.test(name))
  return {
    ...Object.fromEntries(kept),
    'x-request-id': facts.requestId,
    'x-forwarded-for': facts.ip,
    'x-forwarded-host': request.headers.host,
    'x-forwarded-proto': facts.isHttps ? 'https' : 'http',
  }
}

const restarting = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>…</title><p>The site is starting again. يُعاد تشغيل الموقع.</p>'

function sayDown(response: ServerResponse, facts: EdgeFacts): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'retry-after': '2', 'cache-control': 'no-store', 'x-request-id': facts.requestId, 'content-security-policy': "default-src 'none'" })
  response.end(restarting)
}

/** Passes a request on to the web process and its answer back, both as streams. */
export function pipeToWeb(request: IncomingMessage, response: ServerResponse, webOrigin: string, facts: EdgeFacts): void {
  const target = new URL(webOrigin)
  const outgoing = http.request({ agent, host: target.hostname, port: target.port, method: request.method, path: request.url, headers: headersFor(request, facts) })
  outgoing.on('response', (incoming) => {
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hopByHop.includes(name)))
    response.writeHead(incoming.statusCode ?? 502, headers)
    pipeline(incoming, response, (error) => { if (error) response.destroy() })
  })
  outgoing.on('error', (error) => {
    if (!response.destroyed) log.warn({ requestId: facts.requestId, err: error }, 'web does not answer')
    sayDown(response, facts)
  })
  response.on('close', () => { if (!response.writableFinished) outgoing.destroy() })
  pipeline(request, outgoing, () => undefined)
}
