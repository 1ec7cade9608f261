import { apiRoute } from '@/lib/http/api-route'
import { limitsEndpoint } from '@/lib/http/endpoints/subscriptions'

export const GET = apiRoute(limitsEndpoint)
