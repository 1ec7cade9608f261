import { apiRoute } from '@/lib/http/api-route'
import { anyInstanceMetricsEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(anyInstanceMetricsEndpoint)
