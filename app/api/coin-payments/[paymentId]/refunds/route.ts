import { apiRoute } from '@/lib/http/api-route'
import { requestCoinRefundEndpoint } from '@/lib/http/endpoints/coins'

export const POST = apiRoute(requestCoinRefundEndpoint)
