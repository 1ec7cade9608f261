import { apiRoute } from '@/lib/http/api-route'
import { setTaxExemptEndpoint } from '@/lib/http/endpoints/admin-billing'

export const PUT = apiRoute(setTaxExemptEndpoint)
