import { apiRoute } from '@/lib/http/api-route'
import { setCodeDisabledEndpoint } from '@/lib/http/endpoints/admin-billing'

export const PATCH = apiRoute(setCodeDisabledEndpoint)
