import { apiRoute } from '@/lib/http/api-route'
import { startInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(startInstanceEndpoint)
