import { apiRoute } from '@/lib/http/api-route'
import { setCustomPriceEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const POST = apiRoute(setCustomPriceEndpoint)
