import { apiRoute } from '@/lib/http/api-route'
import { listOfferedPlansEndpoint } from '@/lib/http/endpoints/subscriptions'

export const GET = apiRoute(listOfferedPlansEndpoint)
