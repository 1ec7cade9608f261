import { apiRoute } from '@/lib/http/api-route'
import { resizeInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(resizeInstanceEndpoint)
