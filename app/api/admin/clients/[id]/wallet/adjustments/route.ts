import { apiRoute } from '@/lib/http/api-route'
import { adjustWalletEndpoint } from '@/lib/http/endpoints/admin-money'

export const POST = apiRoute(adjustWalletEndpoint)
