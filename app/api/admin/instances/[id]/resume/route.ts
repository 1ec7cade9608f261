import { apiRoute } from '@/lib/http/api-route'
import { forceResumeEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(forceResumeEndpoint)
