import { apiRoute } from '@/lib/http/api-route'
import { replayWebhookEventEndpoint } from '@/lib/http/endpoints/admin'

export const POST = apiRoute(replayWebhookEventEndpoint)
