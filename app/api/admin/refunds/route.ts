import { apiRoute } from '@/lib/http/api-route'
import { listRefundsEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(listRefundsEndpoint)
