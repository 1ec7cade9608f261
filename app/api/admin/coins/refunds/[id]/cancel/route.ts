import { apiRoute } from '@/lib/http/api-route'
import { cancelCoinRefundEndpoint } from '@/lib/http/endpoints/admin-coins'

export const POST = apiRoute(cancelCoinRefundEndpoint)
