import { apiRoute } from '@/lib/http/api-route'
import { addMethodEndpoint, listMethodsEndpoint } from '@/lib/http/endpoints/billing'

export const GET = apiRoute(listMethodsEndpoint)
export const POST = apiRoute(addMethodEndpoint)
