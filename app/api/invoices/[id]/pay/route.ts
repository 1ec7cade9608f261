import { apiRoute } from '@/lib/http/api-route'
import { payInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(payInvoiceEndpoint)
