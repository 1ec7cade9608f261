import { apiRoute } from '@/lib/http/api-route'
import { getKeyEndpoint, updateKeyEndpoint } from '@/lib/http/endpoints/keys'

export const GET = apiRoute(getKeyEndpoint)
export const PATCH = apiRoute(updateKeyEndpoint)
