import { apiRoute } from '@/lib/http/api-route'
import { coinBalancesEndpoint } from '@/lib/http/endpoints/admin-coins'

export const GET = apiRoute(coinBalancesEndpoint)
