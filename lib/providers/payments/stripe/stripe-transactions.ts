import type Stripe from 'stripe'
import type { ProviderTransaction } from '../types'
import { fromStripeAmount } from './amounts'
import { stripeError } from './stripe-errors'

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)

/** Charges that succeeded and refunds made in [from, to), a page at a time, in the currency the customer paid. */
export async function* stripeTransactions(stripe: Stripe, from: Date, to: Date): AsyncGenerator<ProviderTransaction> {
  const page = { created: { gte: seconds(from), lt: seconds(to) }, limit: 100 }
  try {
    for await (const charge of stripe.charges.list(page)) if (charge.status === 'succeeded') yield paymentOf(charge)
    for await (const refund of stripe.refunds.list(page)) if (refund.status !== 'failed' && refund.status !== 'canceled') yield refundOf(refund)
  } catch (error) {
    throw stripeError(error)
  }
}

const paymentOf = (charge: Stripe.Charge): ProviderTransaction => ({
  externalId: charge.id, kind: 'payment', amount: fromStripeAmount(charge.amount_captured, charge.currency), at: new Date(charge.created * 1000),
  ...(charge.metadata.payment_id ? { paymentId: charge.metadata.payment_id } : {}),
})

const refundOf = (refund: Stripe.Refund): ProviderTransaction => ({
  externalId: refund.id, kind: 'refund', amount: fromStripeAmount(refund.amount, refund.currency), at: new Date(refund.created * 1000),
  ...(refund.metadata?.refund_id ? { refundId: refund.metadata.refund_id } : {}),
})
