import { apiRoute } from '@/lib/http/api-route'
import { getMeEndpoint, updatePreferencesEndpoint } from '@/lib/http/endpoints/accounts'

export const GET = apiRoute(getMeEndpoint)
export const PATCH = apiRoute(updatePreferencesEndpoint)
