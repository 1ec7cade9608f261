import { apiRoute } from '@/lib/http/api-route'
import { previewClientSubscriptionEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const POST = apiRoute(previewClientSubscriptionEndpoint)
