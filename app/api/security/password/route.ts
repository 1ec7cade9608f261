import { apiRoute } from '@/lib/http/api-route'
import { changePasswordEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(changePasswordEndpoint)
