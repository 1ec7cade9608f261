import { apiRoute } from '@/lib/http/api-route'
import { getLedgerEndpoint } from '@/lib/http/endpoints/admin-money'

export const GET = apiRoute(getLedgerEndpoint)
