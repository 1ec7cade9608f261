import { apiRoute } from '@/lib/http/api-route'
import { recordPaymentEndpoint } from '@/lib/http/endpoints/invoices'

export const POST = apiRoute(recordPaymentEndpoint)
