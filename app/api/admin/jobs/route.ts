import { apiRoute } from '@/lib/http/api-route'
import { listJobsEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listJobsEndpoint)
