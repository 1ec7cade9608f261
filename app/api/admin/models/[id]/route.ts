import { apiRoute } from '@/lib/http/api-route'
import { getModelEndpoint, saveModelEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(getModelEndpoint)
export const PUT = apiRoute(saveModelEndpoint)
