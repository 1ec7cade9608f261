import { apiRoute } from '@/lib/http/api-route'
import { listAuditEndpoint } from '@/lib/http/endpoints/admin'

export const GET = apiRoute(listAuditEndpoint)
