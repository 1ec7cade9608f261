import { apiRoute } from '@/lib/http/api-route'
import { listAllInvoicesEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listAllInvoicesEndpoint)
