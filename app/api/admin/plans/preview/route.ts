import { apiRoute } from '@/lib/http/api-route'
import { previewPlanMonthEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const POST = apiRoute(previewPlanMonthEndpoint)
