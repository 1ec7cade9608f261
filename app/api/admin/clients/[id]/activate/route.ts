import { apiRoute } from '@/lib/http/api-route'
import { activateClientEndpoint } from '@/lib/http/endpoints/admin'

export const POST = apiRoute(activateClientEndpoint)
