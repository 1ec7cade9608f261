import { apiRoute } from '@/lib/http/api-route'
import { attachTestClockEndpoint } from '@/lib/http/endpoints/admin-billing'

export const POST = apiRoute(attachTestClockEndpoint)
