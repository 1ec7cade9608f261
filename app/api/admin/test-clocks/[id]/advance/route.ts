import { apiRoute } from '@/lib/http/api-route'
import { advanceTestClockEndpoint } from '@/lib/http/endpoints/admin-billing'

export const POST = apiRoute(advanceTestClockEndpoint)
