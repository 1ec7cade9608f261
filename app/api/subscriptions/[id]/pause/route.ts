import { apiRoute } from '@/lib/http/api-route'
import { pauseSubscriptionEndpoint } from '@/lib/http/endpoints/subscriptions'

export const POST = apiRoute(pauseSubscriptionEndpoint)
