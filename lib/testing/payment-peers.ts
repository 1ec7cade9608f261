// The payment providers of the browser tests: started beside the product, prints where each listens as one line of JSON.
// Their faults are set by POST /faults with any of their fields.
import { PeerCertificate } from './paypal-peer/certificate'
import { PayPalPeer } from './paypal-peer/paypal-peer'
import { StripePeer } from './stripe-peer/stripe-peer'

const { BASE_URL = '', STRIPE_WEBHOOK_SECRET = '', PAYPAL_WEBHOOK_ID = '' } = process.env
const hook = (provider: string) => (): string => `${BASE_URL}/api/webhooks/${provider}`

const stripe = await new StripePeer(STRIPE_WEBHOOK_SECRET, hook('stripe')).listen()
const paypal = await new PayPalPeer(PAYPAL_WEBHOOK_ID, new PeerCertificate(), hook('paypal')).listen()
console.log(JSON.stringify({ stripe: stripe.origin, paypal: paypal.origin }))
