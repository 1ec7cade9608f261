import { apiRoute } from '@/lib/http/api-route'
import { getUpstreamEndpoint, removeUpstreamEndpoint, saveUpstreamEndpoint, switchUpstreamEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(getUpstreamEndpoint)
export const PUT = apiRoute(saveUpstreamEndpoint)
export const PATCH = apiRoute(switchUpstreamEndpoint)
export const DELETE = apiRoute(removeUpstreamEndpoint)
