import { apiRoute } from '@/lib/http/api-route'
import { listInstanceSizesEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(listInstanceSizesEndpoint)
