import { apiRoute } from '@/lib/http/api-route'
import { listRedemptionsEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listRedemptionsEndpoint)
