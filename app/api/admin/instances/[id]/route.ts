import { apiRoute } from '@/lib/http/api-route'
import { getAnyInstanceEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(getAnyInstanceEndpoint)
