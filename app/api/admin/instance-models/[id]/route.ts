import { apiRoute } from '@/lib/http/api-route'
import { getServedModelEndpoint, saveServedModelEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(getServedModelEndpoint)
export const PUT = apiRoute(saveServedModelEndpoint)
