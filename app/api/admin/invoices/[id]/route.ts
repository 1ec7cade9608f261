import { apiRoute } from '@/lib/http/api-route'
import { getAnyInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const GET = apiRoute(getAnyInvoiceEndpoint)
