import type Stripe from 'stripe'
import type { AttemptSnapshot, Disputes, PaymentMode, PaymentProvider, ProviderNotice, ProviderTransaction, Refunds, SavedMethods, StartInput, StartResult } from '../types'
import { toStripeAmount } from './amounts'
import { verifiedNotice } from './stripe-notice'
import { asking, isStripeCode } from './stripe-errors'
import { stripeRefunds } from './stripe-refunds'
import { stripeSavedMethods } from './stripe-saved-methods'
import { disputeSnapshot, intentSnapshot, sessionSnapshot } from './stripe-snapshots'
import { stripeTransactions } from './stripe-transactions'

const isVisit = (externalId: string): boolean => externalId.startsWith('cs_')
const visitDetails = { expand: ['payment_intent.payment_method'] }

/**
 * Cards through Stripe's own page: card data never touches ours. Subscriptions and invoices stay with us; Stripe moves the money.
 * An attempt is a visit to Checkout (`cs_…`) or an off-session charge of a saved card (`pi_…`).
 */
export class StripeProvider implements PaymentProvider {
  readonly id = 'stripe'
  readonly currencies = 'any'
  readonly savedMethods: SavedMethods
  readonly refunds: Refunds
  readonly disputes: Disputes

  constructor(private readonly stripe: Stripe, readonly mode: PaymentMode, private readonly webhookSecret: string | undefined) {
    this.savedMethods = stripeSavedMethods(stripe)
    this.refunds = stripeRefunds(stripe)
    this.disputes = {
      fetch: (id) => asking(async () => disputeSnapshot(await stripe.disputes.retrieve(id, { expand: ['payment_intent'] }))),
    }
  }

  async start(input: StartInput): Promise<StartResult> {
    const { amount, currency } = toStripeAmount(input.amount)
    const metadata = { payment_id: input.paymentId, invoice_id: input.invoiceId }
    const session = await asking(() => this.stripe.checkout.sessions.create({
      mode: 'payment',
      client_reference_id: input.paymentId,
      line_items: [{ quantity: 1, price_data: { currency, unit_amount: amount, product_data: { name: input.description } } }],
      success_url: input.returnUrl,
      cancel_url: input.cancelUrl,
      metadata,
      ...(input.customerRef ? { customer: input.customerRef } : input.saveMethod ? { customer_creation: 'always' } : {}),
      payment_intent_data: { metadata: { ...metadata, via: 'checkout' }, ...(input.saveMethod ? { setup_future_usage: 'off_session' } : {}) },
    }, { idempotencyKey: input.idempotencyKey }))
    return { externalId: session.id, state: sessionSnapshot(session).state, ...(session.url ? { redirectUrl: session.url } : {}) }
  }

  async fetch(externalId: string): Promise<AttemptSnapshot> {
    return asking(async () => isVisit(externalId)
      ? sessionSnapshot(await this.stripe.checkout.sessions.retrieve(externalId, visitDetails))
      : intentSnapshot(await this.stripe.paymentIntents.retrieve(externalId)))
  }

  /** By the metadata that each of our intents carries; a visit that led to none has long expired. */
  async find(paymentId: string): Promise<AttemptSnapshot | null> {
    const [intent] = (await asking(() => this.stripe.paymentIntents.search({ query: `metadata['payment_id']:'${paymentId}'`, limit: 1 }))).data
    if (!intent) return null
    if (intent.metadata.via !== 'checkout') return intentSnapshot(intent)
    const [visit] = (await asking(() => this.stripe.checkout.sessions.list({ payment_intent: intent.id, limit: 1 }))).data
    return visit ? this.fetch(visit.id) : null
  }

  /** What cannot be given up any more stays as it is: the answer says how it stands. */
  async cancel(externalId: string, idempotencyKey: string): Promise<AttemptSnapshot> {
    try {
      if (isVisit(externalId)) await asking(() => this.stripe.checkout.sessions.expire(externalId, {}, { idempotencyKey }))
      else await asking(() => this.stripe.paymentIntents.cancel(externalId, {}, { idempotencyKey }))
    } catch (error) {
      if (!isStripeCode(error, 'payment_intent_unexpected_state') && !(isVisit(externalId) && (await this.fetch(externalId)).state !== 'awaiting_customer')) throw error
    }
    return this.fetch(externalId)
  }

  verifyWebhook(rawBody: string, headers: Record<string, string>, now: Date): ProviderNotice {
    return verifiedNotice(this.stripe, this.webhookSecret, this.mode, rawBody, headers, now)
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    if (!this.webhookSecret) return { ok: false, reason: 'STRIPE_WEBHOOK_SECRET is not set' }
    try {
      await asking(() => this.stripe.balance.retrieve())
      return { ok: true }
    } catch (error) {
      return { ok: false, reason: error instanceof Error && 'internal' in error ? String(error.internal) : 'Stripe does not answer' }
    }
  }

  listTransactions(from: Date, to: Date): AsyncIterable<ProviderTransaction> {
    return stripeTransactions(this.stripe, from, to)
  }
}
