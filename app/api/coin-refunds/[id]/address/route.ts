import { apiRoute } from '@/lib/http/api-route'
import { setCoinRefundAddressEndpoint } from '@/lib/http/endpoints/coins'

export const POST = apiRoute(setCoinRefundAddressEndpoint)
