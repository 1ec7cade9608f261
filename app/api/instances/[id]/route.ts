import { apiRoute } from '@/lib/http/api-route'
import { getInstanceEndpoint, updateInstanceEndpoint, deleteInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(getInstanceEndpoint)
export const PATCH = apiRoute(updateInstanceEndpoint)
export const DELETE = apiRoute(deleteInstanceEndpoint)
