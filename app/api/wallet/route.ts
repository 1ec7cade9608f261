import { apiRoute } from '@/lib/http/api-route'
import { getWalletEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(getWalletEndpoint)
