import Stripe from 'stripe'
import type { AttemptSnapshot, BeginSaveInput, ChargeSavedInput, SavedMethods, SavedMethodSnapshot } from '../types'
import { toStripeAmount } from './amounts'
import { asking, isStripeCode, stripeError } from './stripe-errors'
import { intentSnapshot, methodSnapshot } from './stripe-snapshots'

const object = <T extends object>(ref: string | T | null): T | undefined => (typeof ref === 'object' && ref !== null ? ref : undefined)
const idOf = (ref: string | { id: string } | null): string | null => (typeof ref === 'string' ? ref : (ref?.id ?? null))

/** Cards kept at Stripe, under a customer of theirs. */
export function stripeSavedMethods(stripe: Stripe): SavedMethods {
  return {
    async begin({ clientId, customerRef, currency, returnUrl, cancelUrl, idempotencyKey }: BeginSaveInput) {
      const session = await asking(() => stripe.checkout.sessions.create({
        mode: 'setup', currency: currency.toLowerCase(), success_url: returnUrl, cancel_url: cancelUrl, metadata: { client_id: clientId },
        ...(customerRef ? { customer: customerRef } : { customer_creation: 'always' }),
      }, { idempotencyKey }))
      return { externalId: session.id, redirectUrl: session.url ?? cancelUrl }
    },

    async finish(externalId: string): Promise<SavedMethodSnapshot | null> {
      const session = await asking(() => stripe.checkout.sessions.retrieve(externalId, { expand: ['setup_intent.payment_method'] }))
      const intent = object(session.setup_intent)
      if (session.status !== 'complete' || intent?.status !== 'succeeded') return null
      return methodSnapshot(object(intent.payment_method), idOf(session.customer)) ?? null
    },

    charge: (input) => charge(stripe, input),

    async manage(customerRef: string, returnUrl: string) {
      return { redirectUrl: (await asking(() => stripe.billingPortal.sessions.create({ customer: customerRef, return_url: returnUrl }))).url }
    },

    async remove(ref: string): Promise<void> {
      try {
        await asking(() => stripe.paymentMethods.detach(ref))
      } catch (error) {
        // Gone already, or no longer anybody's: that is what was wanted.
        if (!isStripeCode(error, 'resource_missing', 'payment_method_unexpected_state')) throw error
      }
    },
  }
}

async function charge(stripe: Stripe, input: ChargeSavedInput): Promise<AttemptSnapshot> {
  const { amount, currency } = toStripeAmount(input.amount)
  try {
    return intentSnapshot(await stripe.paymentIntents.create({
      amount, currency, payment_method: input.methodRef, confirm: true, off_session: true, description: input.description,
      ...(input.customerRef ? { customer: input.customerRef } : {}),
      metadata: { payment_id: input.paymentId, invoice_id: input.invoiceId },
    }, { idempotencyKey: input.idempotencyKey }))
  } catch (error) {
    // A decline comes as an error that holds the intent; nothing is left open at Stripe.
    const declined = error instanceof Stripe.errors.StripeCardError ? (error.payment_intent as Stripe.PaymentIntent | undefined) : undefined
    if (!declined || !(error instanceof Stripe.errors.StripeCardError)) throw stripeError(error)
    const snapshot = intentSnapshot(declined)
    // The bank wants the customer there: this charge is over, the invoice's own page takes them through it.
    return error.code === 'authentication_required' ? { ...snapshot, state: 'failed', failureCode: 'authentication_required', isFinal: false } : snapshot
  }
}
