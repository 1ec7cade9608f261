import { apiRoute } from '@/lib/http/api-route'
import { listPaymentProvidersEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(listPaymentProvidersEndpoint)
