import { apiRoute } from '@/lib/http/api-route'
import { getMailEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(getMailEndpoint)
