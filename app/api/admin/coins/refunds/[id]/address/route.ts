import { apiRoute } from '@/lib/http/api-route'
import { setCoinRefundDestinationEndpoint } from '@/lib/http/endpoints/admin-coins'

export const POST = apiRoute(setCoinRefundDestinationEndpoint)
