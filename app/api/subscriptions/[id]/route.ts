import { apiRoute } from '@/lib/http/api-route'
import { getSubscriptionEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(getSubscriptionEndpoint)
