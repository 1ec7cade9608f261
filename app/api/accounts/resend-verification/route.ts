import { apiRoute } from '@/lib/http/api-route'
import { resendVerificationEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(resendVerificationEndpoint)
