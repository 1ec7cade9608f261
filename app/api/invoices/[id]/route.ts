import { apiRoute } from '@/lib/http/api-route'
import { getInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const GET = apiRoute(getInvoiceEndpoint)
