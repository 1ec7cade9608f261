import { apiRoute } from '@/lib/http/api-route'
import { getAllowanceEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getAllowanceEndpoint)
