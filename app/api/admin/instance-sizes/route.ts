import { apiRoute } from '@/lib/http/api-route'
import { listSizesEndpoint, createSizeEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(listSizesEndpoint)
export const POST = apiRoute(createSizeEndpoint)
