import { apiRoute } from '@/lib/http/api-route'
import { findLeakedKeyEndpoint } from '@/lib/http/endpoints/keys'

export const POST = apiRoute(findLeakedKeyEndpoint)
