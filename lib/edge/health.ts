import type { ServerResponse } from 'node:http'
import { pool } from '@/lib/db/pool'
import { DomainError } from '@/lib/kernel/error'
import type { EdgeFacts } from './facts'
import { sayProblem } from './problem'

const paths = ['/api/health/live', '/api/health/ready']

/** A gateway without a web process answers for itself whether it lives and whether it can serve. */
export async function answerHealth(path: string, response: ServerResponse, facts: EdgeFacts): Promise<void> {
  if (!paths.includes(path)) return sayProblem(response, new DomainError('not_found', { params: { what: 'route' } }), facts)
  const isUp = path.endsWith('live') || (await pool().query('SELECT 1').then(() => true, () => false))
  if (!isUp) return sayProblem(response, new DomainError('unavailable', { retryAfterSeconds: 2 }), facts)
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': facts.requestId }).end('{"status":"ok"}')
}
