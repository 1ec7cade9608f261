import { apiRoute } from '@/lib/http/api-route'
import { getPlanEndpoint } from '@/lib/http/endpoints/catalog'

export const GET = apiRoute(getPlanEndpoint)
