import { apiRoute } from '@/lib/http/api-route'
import { listSecurityEventsEndpoint } from '@/lib/http/endpoints/accounts'

export const GET = apiRoute(listSecurityEventsEndpoint)
