import { apiRoute } from '@/lib/http/api-route'
import { getKeySpendEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getKeySpendEndpoint)
