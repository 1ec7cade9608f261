import { createHash, timingSafeEqual } from 'node:crypto'
import { readMetrics } from '@/lib/domain/admin/read-metrics'
import { env } from '@/lib/env'
import { apiHandler } from '@/lib/http/api-route'
import { DomainError } from '@/lib/kernel/error'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Prometheus text for whoever has METRICS_TOKEN; 503 while none is set. */
export const GET = apiHandler(async (request) => {
  const { METRICS_TOKEN } = env()
  if (!METRICS_TOKEN) throw new DomainError('not_configured', { params: { what: 'METRICS_TOKEN' } })
  const given = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  if (!timingSafeEqual(digest(given), digest(METRICS_TOKEN))) throw new DomainError('unauthenticated')
  return new Response(await readMetrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
})
