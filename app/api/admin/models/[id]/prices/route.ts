import { apiRoute } from '@/lib/http/api-route'
import { setModelPriceEndpoint } from '@/lib/http/endpoints/admin'

export const POST = apiRoute(setModelPriceEndpoint)
