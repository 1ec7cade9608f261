'use server'
import { refresh } from 'next/cache'
import type { PayPalOrder } from '@/components/billing/paypal/paypal-slot'
import { cancelPayment, startPayment, subscribe } from '@/lib/domain/billing'
import type { PaymentView, SubscribeView } from '@/lib/domain/billing/view'
import { portalAction } from '@/lib/http/action'
import { idle, type ActionState } from '@/lib/http/action-state'
import { routes } from '@/lib/routes'
import { payPalOrder } from './paypal-order'

/** Where a started payment goes on: the provider's page, or ours when there is nothing to do there. */
const next = (payment: PaymentView): string => payment.redirectUrl ?? routes.payment(payment.id)

const confirm = portalAction(subscribe, { redirectTo: ({ payment }) => (payment ? next(payment) : routes.subscription()) })

/** Confirms what the page showed. When the price has changed since, the page is worked out anew under the message. */
export async function subscribeAction(previous: ActionState<SubscribeView>, form: FormData): Promise<ActionState<SubscribeView>> {
  const state = await confirm(previous, form)
  if (state.status === 'error' && state.code === 'stale_preview') refresh()
  return state
}

export const startPaymentAction = portalAction(startPayment, { redirectTo: next })
export const cancelPaymentAction = portalAction(cancelPayment)

const confirmHere = portalAction(subscribe, { keepsPage: true })
const startHere = portalAction(startPayment, { keepsPage: true })

/** The same two for PayPal's buttons, which go on by themselves. */
export async function subscribeInButtonsAction(_previous: ActionState<PayPalOrder>, form: FormData): Promise<ActionState<PayPalOrder>> {
  return payPalOrder(await confirmHere(idle, form), ({ payment }) => payment)
}
export async function startPaymentInButtonsAction(_previous: ActionState<PayPalOrder>, form: FormData): Promise<ActionState<PayPalOrder>> {
  return payPalOrder(await startHere(idle, form), (payment) => payment)
}
