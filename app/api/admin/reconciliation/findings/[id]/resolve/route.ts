import { apiRoute } from '@/lib/http/api-route'
import { resolveFindingEndpoint } from '@/lib/http/endpoints/admin-payments'

export const POST = apiRoute(resolveFindingEndpoint)
