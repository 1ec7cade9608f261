import { apiRoute } from '@/lib/http/api-route'
import { confirmPaymentEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(confirmPaymentEndpoint)
