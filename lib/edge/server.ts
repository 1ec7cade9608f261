import http from 'node:http'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { apiPrefix, serveApi } from './api-edge'
import { edgeFacts } from './facts'
import { sayProblem } from './problem'
import { pipeUpgrades } from './upgrade-pipe'
import { pipeToWeb } from './web-pipe'

const headersTimeoutMs = 15_000
const requestTimeoutMs = 60_000

const isApi = (path: string): boolean => path === apiPrefix || path.startsWith(`${apiPrefix}/`)

/**
 * The front of the product: answers /api/v1 itself and passes everything else to the web process. Without a web origin it
 * is a gateway alone, to scale out.
 */
export function createEdge(webOrigin: string | undefined): http.Server {
  const server = http.createServer({ headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs, keepAliveTimeout: 65_000 }, (request, response) => {
    const facts = edgeFacts(request)
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (isApi(path)) {
      serveApi(request, response, path, facts).catch((error: unknown) => {
        log.error({ requestId: facts.requestId, err: error }, 'an answer broke off')
        response.destroy()
      })
    } else if (webOrigin) pipeToWeb(request, response, webOrigin, facts)
    else sayProblem(response, new DomainError('not_found', { params: { what: 'route' } }), facts)
  })
  server.on('clientError', (_error, socket) => { if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n') })
  if (webOrigin && env().NODE_ENV === 'development') pipeUpgrades(server, webOrigin)
  return server
}
