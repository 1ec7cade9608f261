import { apiRoute } from '@/lib/http/api-route'
import { listSubscriptionsEndpoint, subscribeEndpoint } from '@/lib/http/endpoints/subscriptions'

export const GET = apiRoute(listSubscriptionsEndpoint)
export const POST = apiRoute(subscribeEndpoint)
