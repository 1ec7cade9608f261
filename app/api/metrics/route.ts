import { assertMetricsToken } from '@/lib/auth/metrics-token'
import { readMetrics } from '@/lib/domain/admin/read-metrics'
import { apiHandler } from '@/lib/http/api-route'

/** The platform's numbers for whoever has METRICS_TOKEN. Where a gateway stands in front it answers instead, with its own beside them. */
export const GET = apiHandler(async (request) => {
  assertMetricsToken(request.headers.get('authorization'))
  return new Response(await readMetrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
})
