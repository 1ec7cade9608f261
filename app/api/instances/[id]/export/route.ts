import { apiRoute } from '@/lib/http/api-route'
import { exportInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(exportInstanceEndpoint)
