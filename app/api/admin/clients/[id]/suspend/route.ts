import { apiRoute } from '@/lib/http/api-route'
import { suspendClientEndpoint } from '@/lib/http/endpoints/admin'

export const POST = apiRoute(suspendClientEndpoint)
