import { assertSandboxAllowed, env } from '@/lib/env'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { SandboxProvider } from './sandbox/sandbox-provider'
import type { PaymentProvider, PaymentProviderId } from './types'

/**
 * The payment providers this deployment has. In test mode that is the sandbox; in live mode it is absent.
 * @throws Error when the sandbox is asked for where it would serve real customers
 */
export function configuredPayments(clock: Clock = systemClock): Partial<Record<PaymentProviderId, PaymentProvider>> {
  const settings = env()
  if (settings.BILLING_MODE === 'live') return {}
  assertSandboxAllowed(settings)
  return { sandbox: new SandboxProvider({ origin: settings.PUBLIC_ORIGIN, webhookSecret: settings.SANDBOX_WEBHOOK_SECRET, clock }) }
}
