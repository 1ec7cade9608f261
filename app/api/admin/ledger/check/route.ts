import { apiRoute } from '@/lib/http/api-route'
import { checkLedgerEndpoint } from '@/lib/http/endpoints/admin-money'

export const POST = apiRoute(checkLedgerEndpoint)
