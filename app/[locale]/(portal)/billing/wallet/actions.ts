'use server'
import { refresh } from 'next/cache'
import type { PayPalOrder } from '@/components/billing/paypal/paypal-slot'
import { cancelTopUp, setAutoTopUp, setLowBalance, topUp } from '@/lib/domain/billing'
import type { StartedTopUpView } from '@/lib/domain/billing/wallet/view'
import { portalAction } from '@/lib/http/action'
import { idle, type ActionState } from '@/lib/http/action-state'
import { withMoneyFields } from '@/lib/http/money-fields'
import { routes } from '@/lib/routes'
import { payPalOrder } from '../../checkout/paypal-order'

const confirm = portalAction(topUp, { redirectTo: ({ payment }) => payment.redirectUrl ?? routes.payment(payment.id) })

/** Confirms what the page showed. When the price has changed since, the page is worked out anew under the message. */
export async function topUpAction(previous: ActionState<StartedTopUpView>, form: FormData): Promise<ActionState<StartedTopUpView>> {
  const state = await confirm(previous, form)
  if (state.status === 'error' && state.code === 'stale_preview') refresh()
  return state
}

const confirmHere = portalAction(topUp, { keepsPage: true })

/** The same for PayPal's buttons, which go on by themselves. */
export async function topUpInButtonsAction(_previous: ActionState<PayPalOrder>, form: FormData): Promise<ActionState<PayPalOrder>> {
  return payPalOrder(await confirmHere(idle, form), ({ payment }) => payment)
}

export const cancelTopUpAction = portalAction(cancelTopUp)
export const setAutoTopUpAction = withMoneyFields(portalAction(setAutoTopUp), ['thresholdMinor', 'amountMinor', 'monthlyCapMinor'])
export const setLowBalanceAction = withMoneyFields(portalAction(setLowBalance), ['amountMinor'])
