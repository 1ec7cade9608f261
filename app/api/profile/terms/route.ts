import { apiRoute } from '@/lib/http/api-route'
import { acceptTermsEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(acceptTermsEndpoint)
