import { apiRoute } from '@/lib/http/api-route'
import { uncancelSubscriptionEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(uncancelSubscriptionEndpoint)
