import { apiRoute } from '@/lib/http/api-route'
import { getDashboardEndpoint } from '@/lib/http/endpoints/portal'

export const GET = apiRoute(getDashboardEndpoint)
