import { apiRoute } from '@/lib/http/api-route'
import { anyInstanceEventsEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(anyInstanceEventsEndpoint)
