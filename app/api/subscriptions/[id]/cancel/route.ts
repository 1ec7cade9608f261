import { apiRoute } from '@/lib/http/api-route'
import { cancelSubscriptionEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(cancelSubscriptionEndpoint)
