import { apiRoute } from '@/lib/http/api-route'
import { getPromptEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getPromptEndpoint)
