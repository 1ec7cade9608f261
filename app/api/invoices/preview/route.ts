import { apiRoute } from '@/lib/http/api-route'
import { previewInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(previewInvoiceEndpoint)
