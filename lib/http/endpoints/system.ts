import { z } from 'zod'
import { handWritten, type Endpoint } from '../endpoint'

const tag = 'System'
const CheckView = z.object({ ok: z.boolean(), latencyMs: z.int(), detail: z.string().optional() })

export const systemEndpoints: readonly Endpoint[] = [
  handWritten({ method: 'GET', path: '/api/health/live', tag, summary: 'The process answers', security: 'none', response: z.object({ status: z.literal('ok') }) }),
  handWritten({
    method: 'GET', path: '/api/health/ready', tag, summary: 'Requests can be served; 503 while the database cannot be used', security: 'none',
    response: z.object({ status: z.enum(['ok', 'degraded', 'down']), checks: z.object({ database: CheckView, migrations: CheckView, engine: CheckView }) }),
  }),
  handWritten({ method: 'GET', path: '/api/openapi.json', tag, summary: 'This document', security: 'none', response: z.looseObject({ openapi: z.string() }) }),
  handWritten({
    method: 'GET', path: '/api/metrics', tag, summary: 'Prometheus text; needs METRICS_TOKEN as a bearer token', security: 'none', contentType: 'text/plain',
  }),
]
