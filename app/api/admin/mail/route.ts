import { apiRoute } from '@/lib/http/api-route'
import { listMailEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listMailEndpoint)
