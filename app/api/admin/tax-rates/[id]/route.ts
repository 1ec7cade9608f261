import { apiRoute } from '@/lib/http/api-route'
import { endTaxRateEndpoint } from '@/lib/http/endpoints/admin-billing'

export const DELETE = apiRoute(endTaxRateEndpoint)
