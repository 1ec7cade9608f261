import { apiRoute } from '@/lib/http/api-route'
import { listSessionsEndpoint } from '@/lib/http/endpoints/accounts'

export const GET = apiRoute(listSessionsEndpoint)
