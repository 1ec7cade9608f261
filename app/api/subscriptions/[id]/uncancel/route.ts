import { apiRoute } from '@/lib/http/api-route'
import { uncancelSubscriptionEndpoint } from '@/lib/http/endpoints/subscriptions'

export const POST = apiRoute(uncancelSubscriptionEndpoint)
