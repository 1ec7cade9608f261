import { apiRoute } from '@/lib/http/api-route'
import { voidInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(voidInvoiceEndpoint)
