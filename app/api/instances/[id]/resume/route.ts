import { apiRoute } from '@/lib/http/api-route'
import { resumeInstanceEndpoint } from '@/lib/http/endpoints/instances'

export const POST = apiRoute(resumeInstanceEndpoint)
