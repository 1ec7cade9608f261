import { apiRoute } from '@/lib/http/api-route'
import { listUploadsEndpoint, beginUploadEndpoint } from '@/lib/http/endpoints/instances'

export const GET = apiRoute(listUploadsEndpoint)
export const POST = apiRoute(beginUploadEndpoint)
