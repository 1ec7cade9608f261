import { apiRoute } from '@/lib/http/api-route'
import { revokeSessionEndpoint } from '@/lib/http/endpoints/accounts'

export const DELETE = apiRoute(revokeSessionEndpoint)
