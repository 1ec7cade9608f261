import { apiRoute } from '@/lib/http/api-route'
import { getKeyUsageEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getKeyUsageEndpoint)
