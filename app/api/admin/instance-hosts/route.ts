import { apiRoute } from '@/lib/http/api-route'
import { listHostsEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(listHostsEndpoint)
