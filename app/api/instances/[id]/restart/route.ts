import { apiRoute } from '@/lib/http/api-route'
import { restartInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(restartInstanceEndpoint)
