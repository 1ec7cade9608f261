import { apiRoute } from '@/lib/http/api-route'
import { topUpEndpoint } from '@/lib/http/endpoints/wallet'

export const POST = apiRoute(topUpEndpoint)
