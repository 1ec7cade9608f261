import { apiRoute } from '@/lib/http/api-route'
import { changeSubscriptionEndpoint, getSubscriptionEndpoint } from '@/lib/http/endpoints/subscriptions'

export const GET = apiRoute(getSubscriptionEndpoint)
export const PATCH = apiRoute(changeSubscriptionEndpoint)
