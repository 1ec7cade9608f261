import { apiRoute } from '@/lib/http/api-route'
import { listBillingRunsEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listBillingRunsEndpoint)
