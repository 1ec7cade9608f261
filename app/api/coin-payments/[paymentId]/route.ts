import { apiRoute } from '@/lib/http/api-route'
import { chooseCoinEndpoint, getCoinPaymentEndpoint } from '@/lib/http/endpoints/coins'

export const GET = apiRoute(getCoinPaymentEndpoint)
export const POST = apiRoute(chooseCoinEndpoint)
