import { apiRoute } from '@/lib/http/api-route'
import { extendArrearsEndpoint } from '@/lib/http/endpoints/admin-billing'

export const POST = apiRoute(extendArrearsEndpoint)
