import { apiRoute } from '@/lib/http/api-route'
import { cancelSubscriptionEndpoint } from '@/lib/http/endpoints/subscriptions'

export const POST = apiRoute(cancelSubscriptionEndpoint)
