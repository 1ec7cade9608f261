import { apiRoute } from '@/lib/http/api-route'
import { getAnyPlanEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const GET = apiRoute(getAnyPlanEndpoint)
