import { apiRoute } from '@/lib/http/api-route'
import { listDisputesEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(listDisputesEndpoint)
