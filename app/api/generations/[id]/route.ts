import { apiRoute } from '@/lib/http/api-route'
import { getGenerationEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getGenerationEndpoint)
