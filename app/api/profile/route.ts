import { apiRoute } from '@/lib/http/api-route'
import { getProfileEndpoint, updateProfileEndpoint } from '@/lib/http/endpoints/accounts'

export const GET = apiRoute(getProfileEndpoint)
export const PATCH = apiRoute(updateProfileEndpoint)
