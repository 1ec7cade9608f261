import { apiRoute } from '@/lib/http/api-route'
import { suspendInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(suspendInstanceEndpoint)
