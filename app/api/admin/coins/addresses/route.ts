import { apiRoute } from '@/lib/http/api-route'
import { listCoinAddressesEndpoint } from '@/lib/http/endpoints/admin-coins'

export const GET = apiRoute(listCoinAddressesEndpoint)
