import { apiRoute } from '@/lib/http/api-route'
import { listWebhookEventsEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listWebhookEventsEndpoint)
