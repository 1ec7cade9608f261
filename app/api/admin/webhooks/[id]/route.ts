import { apiRoute } from '@/lib/http/api-route'
import { getWebhookEventEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(getWebhookEventEndpoint)
