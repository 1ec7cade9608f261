import { apiRoute } from '@/lib/http/api-route'
import { cancelPaymentEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(cancelPaymentEndpoint)
