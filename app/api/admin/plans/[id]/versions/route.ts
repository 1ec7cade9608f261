import { apiRoute } from '@/lib/http/api-route'
import { publishPlanVersionEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const POST = apiRoute(publishPlanVersionEndpoint)
