import { apiRoute } from '@/lib/http/api-route'
import { getPaymentDetailEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(getPaymentDetailEndpoint)
