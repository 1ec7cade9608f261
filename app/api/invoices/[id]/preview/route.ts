import { apiRoute } from '@/lib/http/api-route'
import { previewInvoiceActEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(previewInvoiceActEndpoint)
