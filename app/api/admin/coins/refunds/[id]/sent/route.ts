import { apiRoute } from '@/lib/http/api-route'
import { markCoinRefundSentEndpoint } from '@/lib/http/endpoints/admin-coins'

export const POST = apiRoute(markCoinRefundSentEndpoint)
