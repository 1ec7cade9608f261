import { apiRoute } from '@/lib/http/api-route'
import { listAllPaymentsEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listAllPaymentsEndpoint)
