import { PayPalClient, paypalOrigins } from '@/lib/providers/payments/paypal/paypal-client'
import { PayPalNotices } from '@/lib/providers/payments/paypal/paypal-notices'
import { PayPalProvider } from '@/lib/providers/payments/paypal/paypal-provider'
import { stripeClient } from '@/lib/providers/payments/stripe/stripe-client'
import { StripeProvider } from '@/lib/providers/payments/stripe/stripe-provider'
import { figure } from './figure'
import { PeerCertificate } from './paypal-peer/certificate'
import { hasPayPalDescriptions } from './paypal-peer/contract'
import { PayPalPeer } from './paypal-peer/paypal-peer'
import { StripePeer } from './stripe-peer/stripe-peer'

export type SavedRef = { methodRef: string; customerRef: string }
type Card = 'pays' | 'is declined'

export type StripeAccount = { provider: StripeProvider; card: (card: Card) => Promise<SavedRef>; close: () => Promise<void> }
export type PayPalAccount = { provider: PayPalProvider; close: () => Promise<void> }
/** Something the same expectations hold for: our peer always, the provider itself when the keys of a test account are set. */
export type Candidate<Account> = { name: string; open: () => Promise<Account> }

const webhookSecret = 'whsec_accounts'
const nothingToClose = async (): Promise<void> => undefined

async function stripePeer(): Promise<StripeAccount> {
  const peer = await new StripePeer(webhookSecret).listen()
  const card = async (kind: Card): Promise<SavedRef> => ({ methodRef: peer.books.newMethod(kind === 'pays' ? '4242' : '0002', 'cus_accounts').id, customerRef: 'cus_accounts' })
  return { provider: new StripeProvider(stripeClient('sk_test_accounts', peer.origin), 'test', webhookSecret), card, close: () => peer.close() }
}

async function stripeItself(key: string): Promise<StripeAccount> {
  if (!key.startsWith('sk_test_')) throw new Error('STRIPE_TEST_SECRET_KEY must be the key of a test account (sk_test_…)')
  const stripe = stripeClient(key, undefined)
  const card = async (kind: Card): Promise<SavedRef> => {
    const { id: customerRef } = await stripe.customers.create({ description: 'Automatic test' })
    const { id: methodRef } = await stripe.paymentMethods.attach(kind === 'pays' ? 'pm_card_visa' : 'pm_card_chargeCustomerFail', { customer: customerRef })
    return { methodRef, customerRef }
  }
  return { provider: new StripeProvider(stripe, 'test', webhookSecret), card, close: nothingToClose }
}

async function paypalPeer(): Promise<PayPalAccount> {
  const certificate = new PeerCertificate()
  const peer = await new PayPalPeer('WHACCOUNTS', certificate).listen()
  const client = new PayPalClient({ clientId: 'id', clientSecret: 'secret', origin: peer.origin })
  return { provider: new PayPalProvider(client, 'test', new PayPalNotices(client, 'test', 'WHACCOUNTS', null), { clientId: 'id' }), close: () => peer.close() }
}

async function paypalItself(clientId: string, clientSecret: string): Promise<PayPalAccount> {
  const client = new PayPalClient({ clientId, clientSecret, origin: paypalOrigins.test })
  return { provider: new PayPalProvider(client, 'test', new PayPalNotices(client, 'test', 'WHACCOUNTS', null), { clientId: 'id' }), close: nothingToClose }
}

const { STRIPE_TEST_SECRET_KEY: stripeKey, PAYPAL_TEST_CLIENT_ID: paypalId, PAYPAL_TEST_CLIENT_SECRET: paypalSecret } = process.env

export const stripeAccounts: Candidate<StripeAccount>[] = [
  { name: 'our peer of Stripe', open: stripePeer },
  ...(stripeKey ? [{ name: 'Stripe itself', open: () => stripeItself(stripeKey) }] : []),
]
export const paypalAccounts: Candidate<PayPalAccount>[] = [
  { name: 'our peer of PayPal', open: paypalPeer },
  ...(paypalId && paypalSecret ? [{ name: 'PayPal itself', open: () => paypalItself(paypalId, paypalSecret) }] : []),
]

/** Says by name what could not be asked, and what it takes. */
export function tellNotRun(): void {
  if (!hasPayPalDescriptions) figure('not run', 'PayPal’s published descriptions (the folder shared/specs beside the checkout is absent)')
  if (!stripeKey) figure('not run', 'Stripe itself (set STRIPE_TEST_SECRET_KEY to the key of a test account)')
  if (!paypalId || !paypalSecret) figure('not run', 'PayPal itself (set PAYPAL_TEST_CLIENT_ID and PAYPAL_TEST_CLIENT_SECRET to those of a sandbox app)')
}
