import { apiRoute } from '@/lib/http/api-route'
import { forceSuspendEndpoint } from '@/lib/http/endpoints/admin-instances'

export const POST = apiRoute(forceSuspendEndpoint)
