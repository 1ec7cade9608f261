import { apiRoute } from '@/lib/http/api-route'
import { keyHistoryEndpoint } from '@/lib/http/endpoints/keys'

export const GET = apiRoute(keyHistoryEndpoint)
