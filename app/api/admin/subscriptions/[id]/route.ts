import { apiRoute } from '@/lib/http/api-route'
import { getAnySubscriptionEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const GET = apiRoute(getAnySubscriptionEndpoint)
