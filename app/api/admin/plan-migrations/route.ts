import { apiRoute } from '@/lib/http/api-route'
import { migrateSubscribersEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const POST = apiRoute(migrateSubscribersEndpoint)
