import { apiRoute } from '@/lib/http/api-route'
import { requestPasswordResetEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(requestPasswordResetEndpoint)
