import { apiRoute } from '@/lib/http/api-route'
import { listClientsEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listClientsEndpoint)
