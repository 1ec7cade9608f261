import { apiRoute } from '@/lib/http/api-route'
import { listAllPlansEndpoint, createPlanEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const GET = apiRoute(listAllPlansEndpoint)
export const POST = apiRoute(createPlanEndpoint)
