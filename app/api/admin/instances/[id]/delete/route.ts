import { apiRoute } from '@/lib/http/api-route'
import { forceDeleteEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(forceDeleteEndpoint)
