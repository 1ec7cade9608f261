import { apiRoute } from '@/lib/http/api-route'
import { getInvoiceEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(getInvoiceEndpoint)
