'use server'
import { refresh } from 'next/cache'
import { changeClientSubscription, migrateSubscribers, setCancelPolicy, setCustomPrice } from '@/lib/domain/admin'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import { adminAction } from '@/lib/http/action'
import type { ActionState } from '@/lib/http/action-state'
import { routes } from '@/lib/routes'

const change = adminAction(changeClientSubscription, { redirectTo: ({ id }) => routes.adminSubscription(id) })

/** When the price has changed since it was shown, the page is worked out anew under the message. */
export async function changeClientSubscriptionAction(previous: ActionState<SubscriptionView>, form: FormData): Promise<ActionState<SubscriptionView>> {
  const state = await change(previous, form)
  if (state.status === 'error' && state.code === 'stale_preview') refresh()
  return state
}

export const setCustomPriceAction = adminAction(setCustomPrice)
export const setCancelPolicyAction = adminAction(setCancelPolicy)
export const migrateSubscribersAction = adminAction(migrateSubscribers)
