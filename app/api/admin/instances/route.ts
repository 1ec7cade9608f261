import { apiRoute } from '@/lib/http/api-route'
import { listAllInstancesEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(listAllInstancesEndpoint)
