import { apiRoute } from '@/lib/http/api-route'
import { getCouponEndpoint, setCouponDisabledEndpoint } from '@/lib/http/endpoints/admin-billing'

export const GET = apiRoute(getCouponEndpoint)
export const PATCH = apiRoute(setCouponDisabledEndpoint)
