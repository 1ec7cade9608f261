import { apiRoute } from '@/lib/http/api-route'
import { listAllModelsEndpoint, createModelEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listAllModelsEndpoint)
export const POST = apiRoute(createModelEndpoint)
