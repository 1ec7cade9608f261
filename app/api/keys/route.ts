import { apiRoute } from '@/lib/http/api-route'
import { createKeyEndpoint, listKeysEndpoint } from '@/lib/http/endpoints/keys'

export const GET = apiRoute(listKeysEndpoint)
export const POST = apiRoute(createKeyEndpoint)
