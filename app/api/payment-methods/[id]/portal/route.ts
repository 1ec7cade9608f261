import { apiRoute } from '@/lib/http/api-route'
import { manageMethodEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(manageMethodEndpoint)
