import { apiRoute } from '@/lib/http/api-route'
import { getSizeEndpoint, saveSizeEndpoint } from '@/lib/http/endpoints/admin-instances'

export const GET = apiRoute(getSizeEndpoint)
export const PUT = apiRoute(saveSizeEndpoint)
