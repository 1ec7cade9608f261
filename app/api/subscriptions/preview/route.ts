import { apiRoute } from '@/lib/http/api-route'
import { previewSubscriptionEndpoint } from '@/lib/http/endpoints/subscriptions'

export const POST = apiRoute(previewSubscriptionEndpoint)
