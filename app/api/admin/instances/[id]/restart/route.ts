import { apiRoute } from '@/lib/http/api-route'
import { forceRestartEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(forceRestartEndpoint)
