import { apiRoute } from '@/lib/http/api-route'
import { listInstancesEndpoint, createInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(listInstancesEndpoint)
export const POST = apiRoute(createInstanceEndpoint)
