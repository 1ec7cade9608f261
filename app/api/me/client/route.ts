import { apiRoute } from '@/lib/http/api-route'
import { switchClientEndpoint } from '@/lib/http/endpoints/accounts'

export const POST = apiRoute(switchClientEndpoint)
