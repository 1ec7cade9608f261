import { apiRoute } from '@/lib/http/api-route'
import { getWalletEndpoint } from '@/lib/http/endpoints/wallet'

export const GET = apiRoute(getWalletEndpoint)
