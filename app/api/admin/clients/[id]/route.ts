import { apiRoute } from '@/lib/http/api-route'
import { getClientEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(getClientEndpoint)
