import { apiRoute } from '@/lib/http/api-route'
import { setAutoTopUpEndpoint } from '@/lib/http/endpoints/wallet'

export const PUT = apiRoute(setAutoTopUpEndpoint)
