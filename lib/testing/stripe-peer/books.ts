import { randomBytes } from 'node:crypto'

/** The little of Stripe's objects that the product reads, in Stripe's own names. */
export type Intent = {
  id: string; object: 'payment_intent'; amount: number; currency: string; status: string; livemode: false; customer: string | null; created: number
  metadata: Record<string, string>; setup_future_usage: string | null; payment_method: string | null; last_payment_error: null | { code: string; decline_code: string }
}
export type Visit = {
  id: string; object: 'checkout.session'; mode: 'payment' | 'setup'; status: 'open' | 'complete' | 'expired'; payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  amount_total: number | null; currency: string; livemode: false; url: string | null; client_reference_id: string | null; customer: string | null
  payment_intent: string | null; setup_intent: string | null; success_url: string; cancel_url: string; metadata: Record<string, string>
}
export type Charge = { id: string; object: 'charge'; amount_captured: number; currency: string; status: 'succeeded'; created: number; metadata: Record<string, string>; payment_intent: string }
export type Refund = { id: string; object: 'refund'; amount: number; currency: string; status: string; created: number; metadata: Record<string, string>; payment_intent: string; failure_reason?: string }
export type Method = { id: string; object: 'payment_method'; customer: string | null; card: { brand: string; last4: string; exp_month: number; exp_year: number; fingerprint: string } }
export type Setup = { id: string; object: 'setup_intent'; status: string; payment_method: string }
export type Dispute = {
  id: string; object: 'dispute'; status: string; amount: number; currency: string; reason: string; payment_intent: string; livemode: false; evidence_details: { due_by: number | null }
}

/** A card by the last digits of its test number: what it does when it is charged. */
export const cards: Record<string, { decline?: string; needsCustomer?: true }> = {
  '4242': {}, '0002': { decline: 'generic_decline' }, '9995': { decline: 'insufficient_funds' }, '9979': { decline: 'stolen_card' }, '3155': { needsCustomer: true },
}

export const newStripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`

/** Everything the peer knows, and the few moves that change several objects at once. */
export class Books {
  readonly intents = new Map<string, Intent>()
  readonly visits = new Map<string, Visit>()
  readonly charges = new Map<string, Charge>()
  readonly refunds = new Map<string, Refund>()
  readonly methods = new Map<string, Method>()
  readonly setups = new Map<string, Setup>()
  readonly disputes = new Map<string, Dispute>()

  now = (): number => Math.floor(Date.now() / 1000)

  newMethod(last4: string, customer: string | null): Method {
    const card = { brand: 'visa', last4, exp_month: 12, exp_year: 2034, fingerprint: `fp_${last4}` }
    const method: Method = { id: newStripeId('pm'), object: 'payment_method', customer, card }
    this.methods.set(method.id, method)
    return method
  }

  /** Charges the intent with the method; false when the card says no. */
  confirm(intent: Intent, method: Method): boolean {
    const { decline, needsCustomer } = cards[method.card.last4] ?? {}
    intent.payment_method = method.id
    if (decline ?? needsCustomer) {
      intent.status = 'requires_payment_method'
      intent.last_payment_error = decline ? { code: 'card_declined', decline_code: decline } : { code: 'authentication_required', decline_code: 'authentication_required' }
      return false
    }
    intent.status = 'succeeded'
    intent.last_payment_error = null
    const charge: Charge = {
      id: newStripeId('ch'), object: 'charge', amount_captured: intent.amount, currency: intent.currency, status: 'succeeded', created: this.now(),
      metadata: intent.metadata, payment_intent: intent.id,
    }
    this.charges.set(charge.id, charge)
    return true
  }

  /** The customer pays on the page, or adds a card there. */
  finish(visit: Visit, last4: string): boolean {
    const customer = visit.customer ?? newStripeId('cus')
    const method = this.newMethod(last4, customer)
    if (visit.mode === 'setup') {
      const setup: Setup = { id: newStripeId('seti'), object: 'setup_intent', status: 'succeeded', payment_method: method.id }
      this.setups.set(setup.id, setup)
      Object.assign(visit, { status: 'complete', customer, setup_intent: setup.id, payment_status: 'no_payment_required' })
      return true
    }
    const intent = this.intents.get(visit.payment_intent ?? '')
    if (!intent || !this.confirm(intent, method)) return false
    Object.assign(visit, { status: 'complete', payment_status: 'paid', customer: intent.setup_future_usage === null ? visit.customer : customer })
    return true
  }

  refunded(intentId: string): number {
    return [...this.refunds.values()].filter((one) => one.payment_intent === intentId && one.status !== 'failed').reduce((total, one) => total + one.amount, 0)
  }
}
