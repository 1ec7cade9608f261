import { apiRoute } from '@/lib/http/api-route'
import { listModelsEndpoint } from '@/lib/http/endpoints/catalog'

export const GET = apiRoute(listModelsEndpoint)
