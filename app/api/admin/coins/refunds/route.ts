import { apiRoute } from '@/lib/http/api-route'
import { listCoinRefundsEndpoint } from '@/lib/http/endpoints/admin-coins'

export const GET = apiRoute(listCoinRefundsEndpoint)
