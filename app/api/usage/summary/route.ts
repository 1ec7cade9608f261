import { apiRoute } from '@/lib/http/api-route'
import { getSummaryEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getSummaryEndpoint)
