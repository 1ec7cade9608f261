import { apiRoute } from '@/lib/http/api-route'
import { getMigrationEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const GET = apiRoute(getMigrationEndpoint)
