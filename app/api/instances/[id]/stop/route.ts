import { apiRoute } from '@/lib/http/api-route'
import { stopInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(stopInstanceEndpoint)
