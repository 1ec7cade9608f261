import { apiRoute } from '@/lib/http/api-route'
import { listCouponsEndpoint, createCouponEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(listCouponsEndpoint)
export const POST = apiRoute(createCouponEndpoint)
