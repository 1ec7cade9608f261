'use server'
import { cancelCoinRefund, ignoreCoinArrival, markCoinRefundSent, setCoinRefundDestination, setStaticRate } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const setStaticRateAction = adminAction(setStaticRate)
export const ignoreCoinArrivalAction = adminAction(ignoreCoinArrival)
export const markCoinRefundSentAction = adminAction(markCoinRefundSent)
export const cancelCoinRefundAction = adminAction(cancelCoinRefund)
export const setCoinRefundDestinationAction = adminAction(setCoinRefundDestination)
