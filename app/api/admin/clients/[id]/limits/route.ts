import { apiRoute } from '@/lib/http/api-route'
import { getClientLimitsEndpoint, setClientLimitsEndpoint } from '@/lib/http/endpoints/admin-limits'

export const GET = apiRoute(getClientLimitsEndpoint)
export const PUT = apiRoute(setClientLimitsEndpoint)
