import { readHealth } from '@/lib/domain/admin/read-health'
import { apiHandler } from '@/lib/http/api-route'
import { toWire } from '@/lib/http/wire'

/** 200 while requests can be served, 503 while the database cannot be used. */
export const GET = apiHandler(async () => {
  const health = await readHealth()
  return Response.json(toWire(health), { status: health.status === 'down' ? 503 : 200 })
})
