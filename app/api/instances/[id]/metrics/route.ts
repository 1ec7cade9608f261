import { apiRoute } from '@/lib/http/api-route'
import { instanceMetricsEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(instanceMetricsEndpoint)
