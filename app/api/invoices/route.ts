import { apiRoute } from '@/lib/http/api-route'
import { listInvoicesEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(listInvoicesEndpoint)
