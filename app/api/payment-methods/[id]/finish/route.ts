import { apiRoute } from '@/lib/http/api-route'
import { finishMethodEndpoint } from '@/lib/http/endpoints/billing'

export const POST = apiRoute(finishMethodEndpoint)
