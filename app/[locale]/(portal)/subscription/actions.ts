'use server'
import { cancelSubscription, setSpendLimit, uncancelSubscription } from '@/lib/domain/billing'
import { portalAction } from '@/lib/http/action'

export const cancelSubscriptionAction = portalAction(cancelSubscription)
export const uncancelSubscriptionAction = portalAction(uncancelSubscription)
export const setSpendLimitAction = portalAction(setSpendLimit)
