import { apiRoute } from '@/lib/http/api-route'
import { getDisputeEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(getDisputeEndpoint)
