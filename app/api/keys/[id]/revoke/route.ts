import { apiRoute } from '@/lib/http/api-route'
import { revokeKeyEndpoint } from '@/lib/http/endpoints/keys'

export const POST = apiRoute(revokeKeyEndpoint)
