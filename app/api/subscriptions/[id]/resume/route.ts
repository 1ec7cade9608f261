import { apiRoute } from '@/lib/http/api-route'
import { resumeSubscriptionEndpoint } from '@/lib/http/endpoints/subscriptions'

export const POST = apiRoute(resumeSubscriptionEndpoint)
