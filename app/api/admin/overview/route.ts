import { apiRoute } from '@/lib/http/api-route'
import { adminOverviewEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(adminOverviewEndpoint)
