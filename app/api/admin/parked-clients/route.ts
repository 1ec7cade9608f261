import { apiRoute } from '@/lib/http/api-route'
import { listParkedClientsEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listParkedClientsEndpoint)
