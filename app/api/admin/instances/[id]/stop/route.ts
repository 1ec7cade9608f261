import { apiRoute } from '@/lib/http/api-route'
import { forceStopEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(forceStopEndpoint)
