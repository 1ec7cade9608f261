import { apiRoute } from '@/lib/http/api-route'
import { getPaymentHistoryEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(getPaymentHistoryEndpoint)
