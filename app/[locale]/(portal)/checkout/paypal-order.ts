import { refresh } from 'next/cache'
import type { PayPalOrder } from '@/components/billing/paypal/paypal-slot'
import type { PaymentView } from '@/lib/domain/billing/view'
import type { ActionState } from '@/lib/http/action-state'
import { routes } from '@/lib/routes'

/** A started payment as PayPal's buttons need it. When the price has changed since, the page is worked out anew under the message. */
export function payPalOrder<T>(state: ActionState<T>, paymentOf: (done: T) => PaymentView | null): ActionState<PayPalOrder> {
  if (state.status === 'error' && state.code === 'stale_preview') refresh()
  if (state.status !== 'ok') return state
  const payment = paymentOf(state.data)
  return { status: 'ok', data: { orderId: payment?.orderId ?? null, href: payment ? routes.payment(payment.id) : routes.subscription() } }
}
