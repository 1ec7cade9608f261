import { apiRoute } from '@/lib/http/api-route'
import { linkModelUpstreamEndpoint, unlinkModelUpstreamEndpoint } from '@/lib/http/endpoints/admin'

export const PUT = apiRoute(linkModelUpstreamEndpoint)
export const DELETE = apiRoute(unlinkModelUpstreamEndpoint)
