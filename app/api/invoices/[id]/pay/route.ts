import { apiRoute } from '@/lib/http/api-route'
import { payInvoiceEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(payInvoiceEndpoint)
