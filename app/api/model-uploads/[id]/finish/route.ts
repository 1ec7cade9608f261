import { apiRoute } from '@/lib/http/api-route'
import { finishUploadEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(finishUploadEndpoint)
