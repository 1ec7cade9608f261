import { apiRoute } from '@/lib/http/api-route'
import { addPromotionCodeEndpoint } from '@/lib/http/endpoints/admin-billing'

export const POST = apiRoute(addPromotionCodeEndpoint)
