import { apiRoute } from '@/lib/http/api-route'
import { getArrearsEndpoint } from '@/lib/http/endpoints/invoices'

export const GET = apiRoute(getArrearsEndpoint)
