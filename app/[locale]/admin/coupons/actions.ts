'use server'
import { addPromotionCode, createCoupon, setCodeDisabled, setCouponDisabled } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'
import { routes } from '@/lib/routes'

export const createCouponAction = adminAction(createCoupon, { redirectTo: ({ id }) => routes.adminCoupon(id) })
export const addPromotionCodeAction = adminAction(addPromotionCode)
export const setCouponDisabledAction = adminAction(setCouponDisabled)
export const setCodeDisabledAction = adminAction(setCodeDisabled)
