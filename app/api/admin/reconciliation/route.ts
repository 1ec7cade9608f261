import { apiRoute } from '@/lib/http/api-route'
import { listReconciliationsEndpoint, runReconciliationEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(listReconciliationsEndpoint)
export const POST = apiRoute(runReconciliationEndpoint)
