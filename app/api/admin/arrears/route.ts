import { apiRoute } from '@/lib/http/api-route'
import { listArrearsEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listArrearsEndpoint)
