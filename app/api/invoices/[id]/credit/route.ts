import { apiRoute } from '@/lib/http/api-route'
import { creditInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(creditInvoiceEndpoint)
