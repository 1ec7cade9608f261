import { apiRoute } from '@/lib/http/api-route'
import { setLowBalanceEndpoint } from '@/lib/http/endpoints/wallet'

export const PUT = apiRoute(setLowBalanceEndpoint)
