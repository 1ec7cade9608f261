import { apiRoute } from '@/lib/http/api-route'
import { createInvoiceEndpoint, listInvoicesEndpoint } from '@/lib/http/endpoints/invoices'

export const GET = apiRoute(listInvoicesEndpoint)
export const POST = apiRoute(createInvoiceEndpoint)
