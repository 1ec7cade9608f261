import { apiRoute } from '@/lib/http/api-route'
import { getTimelineEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getTimelineEndpoint)
