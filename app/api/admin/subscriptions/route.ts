import { apiRoute } from '@/lib/http/api-route'
import { listAllSubscriptionsEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const GET = apiRoute(listAllSubscriptionsEndpoint)
