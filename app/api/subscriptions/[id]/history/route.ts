import { apiRoute } from '@/lib/http/api-route'
import { subscriptionHistoryEndpoint } from '@/lib/http/endpoints/subscriptions'

export const GET = apiRoute(subscriptionHistoryEndpoint)
