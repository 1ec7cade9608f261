import { apiRoute } from '@/lib/http/api-route'
import { listByModelEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(listByModelEndpoint)
