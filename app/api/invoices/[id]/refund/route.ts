import { apiRoute } from '@/lib/http/api-route'
import { refundInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(refundInvoiceEndpoint)
