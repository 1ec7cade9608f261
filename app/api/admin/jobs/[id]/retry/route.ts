import { apiRoute } from '@/lib/http/api-route'
import { retryJobEndpoint } from '@/lib/http/endpoints/admin'

export const POST = apiRoute(retryJobEndpoint)
