import { apiRoute } from '@/lib/http/api-route'
import { testUpstreamEndpoint } from '@/lib/http/endpoints/admin'

export const POST = apiRoute(testUpstreamEndpoint)
