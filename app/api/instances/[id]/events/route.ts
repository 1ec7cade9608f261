import { apiRoute } from '@/lib/http/api-route'
import { instanceEventsEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(instanceEventsEndpoint)
