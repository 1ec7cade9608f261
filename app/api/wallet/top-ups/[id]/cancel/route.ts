import { apiRoute } from '@/lib/http/api-route'
import { cancelTopUpEndpoint } from '@/lib/http/endpoints/wallet'

export const POST = apiRoute(cancelTopUpEndpoint)
