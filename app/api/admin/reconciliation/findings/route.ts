import { apiRoute } from '@/lib/http/api-route'
import { listFindingsEndpoint } from '@/lib/http/endpoints/admin-payments'

export const GET = apiRoute(listFindingsEndpoint)
