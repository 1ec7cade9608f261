'use server'
import { refresh } from 'next/cache'
import { cancelSubscription, changeSubscription, pauseSubscription, resumeSubscription, setSpendLimit, uncancelSubscription } from '@/lib/domain/billing'
import type { SubscribeView, SubscriptionView } from '@/lib/domain/billing/view'
import { portalAction } from '@/lib/http/action'
import type { ActionState } from '@/lib/http/action-state'
import { routes } from '@/lib/routes'

/** Where a confirmed act goes on: the provider's page when something is to be paid, else back to the subscription. */
const next = ({ payment }: SubscribeView): string => (payment ? payment.redirectUrl ?? routes.payment(payment.id) : routes.subscription())
const back = (): string => routes.subscription()

const change = portalAction(changeSubscription, { redirectTo: next })
const resume = portalAction(resumeSubscription, { redirectTo: next })
const cancel = portalAction(cancelSubscription, { redirectTo: back })
const pause = portalAction(pauseSubscription, { redirectTo: back })

/** When the price has changed since it was shown, the page is worked out anew under the message. */
function worksOutAnew<T>(state: ActionState<T>): ActionState<T> {
  if (state.status === 'error' && state.code === 'stale_preview') refresh()
  return state
}

export const changeSubscriptionAction = async (previous: ActionState<SubscribeView>, form: FormData) => worksOutAnew(await change(previous, form))
export const resumeSubscriptionAction = async (previous: ActionState<SubscribeView>, form: FormData) => worksOutAnew(await resume(previous, form))
export const cancelSubscriptionAction = async (previous: ActionState<SubscriptionView>, form: FormData) => worksOutAnew(await cancel(previous, form))
export const pauseSubscriptionAction = async (previous: ActionState<SubscriptionView>, form: FormData) => worksOutAnew(await pause(previous, form))
export const uncancelSubscriptionAction = portalAction(uncancelSubscription)
export const setSpendLimitAction = portalAction(setSpendLimit)
