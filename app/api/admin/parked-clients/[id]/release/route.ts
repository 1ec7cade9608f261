import { apiRoute } from '@/lib/http/api-route'
import { releaseParkedClientEndpoint } from '@/lib/http/endpoints/admin-billing'

export const POST = apiRoute(releaseParkedClientEndpoint)
