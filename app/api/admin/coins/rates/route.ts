import { apiRoute } from '@/lib/http/api-route'
import { listCoinRatesEndpoint, setStaticRateEndpoint } from '@/lib/http/endpoints/admin-coins'

export const GET = apiRoute(listCoinRatesEndpoint)
export const POST = apiRoute(setStaticRateEndpoint)
