import { apiRoute } from '@/lib/http/api-route'
import { writeOffInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(writeOffInvoiceEndpoint)
