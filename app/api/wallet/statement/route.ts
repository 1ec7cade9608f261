import { apiRoute } from '@/lib/http/api-route'
import { getStatementEndpoint } from '@/lib/http/endpoints/wallet'

export const GET = apiRoute(getStatementEndpoint)
