import { apiRoute } from '@/lib/http/api-route'
import { renewKeyEndpoint } from '@/lib/http/endpoints/keys'

export const POST = apiRoute(renewKeyEndpoint)
