import { apiRoute } from '@/lib/http/api-route'
import { removeMethodEndpoint, setDefaultMethodEndpoint } from '@/lib/http/endpoints/billing'

export const PATCH = apiRoute(setDefaultMethodEndpoint)
export const DELETE = apiRoute(removeMethodEndpoint)
