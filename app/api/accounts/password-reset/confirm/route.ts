import { apiRoute } from '@/lib/http/api-route'
import { resetPasswordEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(resetPasswordEndpoint)
