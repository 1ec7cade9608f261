import { assertSandboxAllowed, env, type Env } from '@/lib/env'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { SandboxProvider } from './sandbox/sandbox-provider'
import { paypalCertificates } from './paypal/paypal-certificate'
import { PayPalClient, paypalOrigins } from './paypal/paypal-client'
import { PayPalNotices } from './paypal/paypal-notices'
import { PayPalProvider } from './paypal/paypal-provider'
import { stripeClient } from './stripe/stripe-client'
import { StripeProvider } from './stripe/stripe-provider'
import type { PaymentProvider, PaymentProviderId } from './types'
import { withBreaker } from './with-breaker'

/**
 * The payment providers this deployment has. The sandbox in test mode only, and every real one whose
 * credentials are set.
 * @throws Error when the sandbox is asked for where it would serve real customers
 */
export function configuredPayments(clock: Clock = systemClock): Providers {
  const settings = env()
  const real = realProviders(settings)
  if (settings.BILLING_MODE === 'live') return real
  assertSandboxAllowed(settings)
  return { sandbox: new SandboxProvider({ origin: settings.PUBLIC_ORIGIN, webhookSecret: settings.SANDBOX_WEBHOOK_SECRET, clock }), ...real }
}

type Providers = Partial<Record<PaymentProviderId, PaymentProvider>>

/** Those whose credentials are set, in the mode of the credentials, which the configuration holds to BILLING_MODE. */
function realProviders(settings: Env): Providers {
  const { BILLING_MODE: mode, STRIPE_SECRET_KEY: stripeKey } = settings
  const paypal = paypalProvider(settings)
  return {
    ...(stripeKey ? { stripe: withBreaker(new StripeProvider(stripeClient(stripeKey, settings.STRIPE_API_BASE), mode, settings.STRIPE_WEBHOOK_SECRET)) } : {}),
    ...(paypal ? { paypal: withBreaker(paypal) } : {}),
  }
}

function paypalProvider(settings: Env): PayPalProvider | null {
  const { BILLING_MODE: mode, PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret, PAYPAL_API_BASE: base, PAYPAL_SDK_URL: scriptUrl } = settings
  if (!clientId || !clientSecret) return null
  const client = new PayPalClient({ clientId, clientSecret, origin: base ? new URL(base).origin : paypalOrigins[mode] })
  // Another address than PayPal's has no certificate of theirs: its notices are proven by asking it.
  return new PayPalProvider(client, mode, new PayPalNotices(client, mode, settings.PAYPAL_WEBHOOK_ID, base ? null : paypalCertificates(mode)), { clientId, ...(scriptUrl ? { scriptUrl } : {}) })
}
