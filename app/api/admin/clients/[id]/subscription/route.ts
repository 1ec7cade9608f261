import { apiRoute } from '@/lib/http/api-route'
import { changeClientSubscriptionEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const PATCH = apiRoute(changeClientSubscriptionEndpoint)
