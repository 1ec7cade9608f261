import { apiRoute } from '@/lib/http/api-route'
import { listPaymentIntentsEndpoint, startPaymentEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(listPaymentIntentsEndpoint)
export const POST = apiRoute(startPaymentEndpoint)
