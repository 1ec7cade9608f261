import type { PayPalFacts } from '@/components/billing/paypal/paypal-slot'
import type { PortalCtx } from '@/lib/http/context'

/** What PayPal's buttons are loaded with; undefined where PayPal is not set up for this client. */
export function payPalFacts({ providers, session }: PortalCtx, currency: string): PayPalFacts | undefined {
  const { paypal } = providers.payments
  return paypal?.buttons && paypal.mode === session.client.mode ? { ...paypal.buttons, mode: paypal.mode, currency } : undefined
}
