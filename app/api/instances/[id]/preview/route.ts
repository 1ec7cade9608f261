import { apiRoute } from '@/lib/http/api-route'
import { previewResizeEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(previewResizeEndpoint)
