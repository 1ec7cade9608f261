import { apiRoute } from '@/lib/http/api-route'
import { previewAdjustmentEndpoint } from '@/lib/http/endpoints/admin-money'

export const POST = apiRoute(previewAdjustmentEndpoint)
