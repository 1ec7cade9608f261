import { apiRoute } from '@/lib/http/api-route'
import { previewInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(previewInstanceEndpoint)
