import { apiRoute } from '@/lib/http/api-route'
import { previewActEndpoint } from '@/lib/http/endpoints/subscriptions'

export const POST = apiRoute(previewActEndpoint)
