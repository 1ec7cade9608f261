import { apiRoute } from '@/lib/http/api-route'
import { listEventsEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(listEventsEndpoint)
