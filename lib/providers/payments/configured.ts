import { assertSandboxAllowed, env, type Env } from '@/lib/env'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { SandboxProvider } from './sandbox/sandbox-provider'
import { stripeClient } from './stripe/stripe-client'
import { StripeProvider } from './stripe/stripe-provider'
import type { PaymentProvider, PaymentProviderId } from './types'

/**
 * The payment providers this deployment has. The sandbox in test mode only, and every real one whose
 * credentials are set.
 * @throws Error when the sandbox is asked for where it would serve real customers
 */
export function configuredPayments(clock: Clock = systemClock): Partial<Record<PaymentProviderId, PaymentProvider>> {
  const settings = env()
  const real = realProviders(settings)
  if (settings.BILLING_MODE === 'live') return real
  assertSandboxAllowed(settings)
  return { sandbox: new SandboxProvider({ origin: settings.PUBLIC_ORIGIN, webhookSecret: settings.SANDBOX_WEBHOOK_SECRET, clock }), ...real }
}

/** Those whose credentials are set, in the mode of the credentials, which the configuration holds to BILLING_MODE. */
function realProviders(settings: Env): Partial<Record<PaymentProviderId, PaymentProvider>> {
  const { BILLING_MODE: mode, STRIPE_SECRET_KEY: stripeKey } = settings
  return stripeKey ? { stripe: new StripeProvider(stripeClient(stripeKey, settings.STRIPE_API_BASE), mode, settings.STRIPE_WEBHOOK_SECRET) } : {}
}
