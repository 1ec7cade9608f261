import { apiRoute } from '@/lib/http/api-route'
import { verifyEmailEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(verifyEmailEndpoint)
