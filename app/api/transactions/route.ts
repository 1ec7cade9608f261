import { apiRoute } from '@/lib/http/api-route'
import { listTransactionsEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(listTransactionsEndpoint)
