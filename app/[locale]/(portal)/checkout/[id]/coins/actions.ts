'use server'
import { chooseCoin, requestCoinRefund, setCoinRefundAddress } from '@/lib/domain/billing'
import { portalAction } from '@/lib/http/action'
import { routes } from '@/lib/routes'

export const chooseCoinAction = portalAction(chooseCoin, { redirectTo: ({ paymentId }) => routes.coinPayment(paymentId) })
export const requestCoinRefundAction = portalAction(requestCoinRefund)
export const setCoinRefundAddressAction = portalAction(setCoinRefundAddress)
