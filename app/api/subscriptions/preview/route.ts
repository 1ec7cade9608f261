import { apiRoute } from '@/lib/http/api-route'
import { previewSubscriptionEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(previewSubscriptionEndpoint)
