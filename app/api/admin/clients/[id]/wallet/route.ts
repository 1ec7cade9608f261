import { apiRoute } from '@/lib/http/api-route'
import { getClientWalletEndpoint } from '@/lib/http/endpoints/admin-money'

export const GET = apiRoute(getClientWalletEndpoint)
