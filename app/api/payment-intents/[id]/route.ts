import { apiRoute } from '@/lib/http/api-route'
import { getPaymentEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(getPaymentEndpoint)
