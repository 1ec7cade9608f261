import { apiRoute } from '@/lib/http/api-route'
import { removeOrphanEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(removeOrphanEndpoint)
