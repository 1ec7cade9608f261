import { apiRoute } from '@/lib/http/api-route'
import { setSizePriceEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(setSizePriceEndpoint)
