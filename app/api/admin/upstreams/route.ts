import { apiRoute } from '@/lib/http/api-route'
import { listUpstreamsEndpoint, createUpstreamEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listUpstreamsEndpoint)
export const POST = apiRoute(createUpstreamEndpoint)
