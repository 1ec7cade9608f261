import { apiRoute } from '@/lib/http/api-route'
import { getUpstreamEndpoint, saveUpstreamEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(getUpstreamEndpoint)
export const PUT = apiRoute(saveUpstreamEndpoint)
