import { apiRoute } from '@/lib/http/api-route'
import { listTaxRatesEndpoint, addTaxRateEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listTaxRatesEndpoint)
export const POST = apiRoute(addTaxRateEndpoint)
