import { apiRoute } from '@/lib/http/api-route'
import { listPlansEndpoint } from '@/lib/http/endpoints/catalog'

export const GET = apiRoute(listPlansEndpoint)
