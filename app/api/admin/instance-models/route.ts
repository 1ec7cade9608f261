import { apiRoute } from '@/lib/http/api-route'
import { listServedModelsEndpoint, createServedModelEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(listServedModelsEndpoint)
export const POST = apiRoute(createServedModelEndpoint)
