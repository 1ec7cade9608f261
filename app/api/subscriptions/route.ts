import { apiRoute } from '@/lib/http/api-route'
import { listSubscriptionsEndpoint, subscribeEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(listSubscriptionsEndpoint)
export const POST = apiRoute(subscribeEndpoint)
