import { apiRoute } from '@/lib/http/api-route'
import { regenerateInvoiceEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(regenerateInvoiceEndpoint)
