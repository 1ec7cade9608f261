import { apiRoute } from '@/lib/http/api-route'
import { getCancelPolicyEndpoint, setCancelPolicyEndpoint } from '@/lib/http/endpoints/admin-subscriptions'

export const GET = apiRoute(getCancelPolicyEndpoint)
export const PUT = apiRoute(setCancelPolicyEndpoint)
