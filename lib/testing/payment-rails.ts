import type { ClientCtx } from '@/lib/domain/context'
import { previewSubscription, processWebhook, receiveWebhook, subscribe } from '@/lib/domain/billing'
import { platformDb } from '@/lib/db/platform-db'
import { systemClock } from '@/lib/kernel/clock'
import { PayPalClient } from '@/lib/providers/payments/paypal/paypal-client'
import { PayPalNotices } from '@/lib/providers/payments/paypal/paypal-notices'
import { PayPalProvider } from '@/lib/providers/payments/paypal/paypal-provider'
import { stripeClient } from '@/lib/providers/payments/stripe/stripe-client'
import { StripeProvider } from '@/lib/providers/payments/stripe/stripe-provider'
import type { Providers } from '@/lib/providers/types'
import { createTestClient, noProviders, systemCtx } from './contexts'
import { PeerCertificate } from './paypal-peer/certificate'
import { PayPalPeer } from './paypal-peer/paypal-peer'
import { StripePeer } from './stripe-peer/stripe-peer'

const stripeSecret = 'whsec_rails_secret'
const paypalWebhook = 'WHRAILS1'
const stripeKey = 'sk_test_rails'

export type Rails = {
  stripe: StripePeer; paypal: PayPalPeer; providers: Providers; close: () => Promise<void>
  /** With these another process reaches the same peers. */
  settings: Record<string, string>
}

/** Both real rails against their peers; notices are kept by the peers and delivered by the test, in the order it likes. */
export async function startRails(): Promise<Rails> {
  const certificate = new PeerCertificate()
  const [stripe, paypal] = await Promise.all([new StripePeer(stripeSecret).listen(), new PayPalPeer(paypalWebhook, certificate).listen()])
  const client = new PayPalClient({ clientId: 'id', clientSecret: 'secret', origin: paypal.origin })
  const notices = new PayPalNotices(client, 'test', paypalWebhook, { origin: paypal.origin, roots: [certificate.root] })
  const payments = {
    stripe: new StripeProvider(stripeClient(stripeKey, stripe.origin), 'test', stripeSecret),
    paypal: new PayPalProvider(client, 'test', notices, { clientId: 'id' }),
  }
  const settings = {
    STRIPE_SECRET_KEY: stripeKey, STRIPE_WEBHOOK_SECRET: stripeSecret, STRIPE_API_BASE: stripe.origin,
    PAYPAL_CLIENT_ID: 'id', PAYPAL_CLIENT_SECRET: 'secret', PAYPAL_ENVIRONMENT: 'sandbox', PAYPAL_WEBHOOK_ID: paypalWebhook, PAYPAL_API_BASE: paypal.origin,
  }
  return { stripe, paypal, settings, providers: { ...noProviders, payments }, close: async () => { await Promise.all([stripe.close(), paypal.close()]) } }
}

export type Purchase = { ctx: ClientCtx; clientId: string; invoiceId: string; paymentId: string; externalId: string | null; subscriptionId: string }

/** A new client who orders Pro and stands before the provider's page. */
export async function orderPro(providers: Providers, provider: 'stripe' | 'paypal'): Promise<Purchase> {
  const { ctx, clientId } = await createTestClient({ clock: systemClock, providers })
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode: 'pro', interval: 'month' })
  const { subscription, invoiceId, payment } = await subscribe(ctx, { planCode: 'pro', interval: 'month', frozenAt, hash, provider })
  const row = await platformDb.payment.findUniqueOrThrow({ where: { id: payment?.id ?? '' } })
  return { ctx, clientId, invoiceId: invoiceId ?? '', paymentId: row.id, externalId: row.externalId, subscriptionId: subscription.id }
}

/** Takes a notice in and acts on it, as the webhook's route does. */
export async function deliver(providers: Providers, provider: 'stripe' | 'paypal', body: string, headers: Record<string, string>): Promise<void> {
  const ctx = systemCtx('webhook', systemClock, providers)
  const id = await receiveWebhook(ctx, provider, body, headers)
  if (id) await processWebhook(ctx, id)
}
