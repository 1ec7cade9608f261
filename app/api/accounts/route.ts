import { apiRoute } from '@/lib/http/api-route'
import { signUpEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(signUpEndpoint)
