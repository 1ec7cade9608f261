import { apiRoute } from '@/lib/http/api-route'
import { ignoreCoinArrivalEndpoint } from '@/lib/http/endpoints/admin-coins'

export const POST = apiRoute(ignoreCoinArrivalEndpoint)
