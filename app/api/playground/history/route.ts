import { apiRoute } from '@/lib/http/api-route'
import { setHistoryEndpoint } from '@/lib/http/endpoints/playground'

export const PATCH = apiRoute(setHistoryEndpoint)
