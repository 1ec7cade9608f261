import { apiRoute } from '@/lib/http/api-route'
import { listInstanceModelsEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(listInstanceModelsEndpoint)
