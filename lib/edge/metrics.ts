import type { IncomingMessage, ServerResponse } from 'node:http'
import { assertMetricsToken } from '@/lib/auth/metrics-token'
import { readMetrics } from '@/lib/domain/admin/read-metrics'
import { gatewayMetrics } from '@/lib/domain/gateway'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import type { EdgeFacts } from './facts'
import { sayProblem } from './problem'

export const metricsPath = '/api/metrics'

/** This gateway's own numbers and the platform's. While the database is away only its own: that is when they are looked at. */
export async function answerMetrics(request: IncomingMessage, response: ServerResponse, facts: EdgeFacts): Promise<void> {
  try {
    if (request.method !== 'GET') throw new DomainError('method_not_allowed')
    assertMetricsToken(request.headers.authorization)
  } catch (error) {
    return sayProblem(response, error instanceof DomainError ? error : new DomainError('internal', { cause: error }), facts)
  }
  const [own, platform] = await Promise.all([gatewayMetrics(), readMetrics().catch((error: unknown) => {
    log.warn({ requestId: facts.requestId, err: error }, 'the platform\'s metrics cannot be read')
    return ''
  })])
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store', 'x-request-id': facts.requestId }).end(own + platform)
}
