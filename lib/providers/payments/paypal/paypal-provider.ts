import { DomainError } from '@/lib/kernel/error'
import type { AttemptSnapshot, ButtonsSource, ChargeSavedInput, Disputes, PaymentMode, PaymentProvider, ProviderNotice, ProviderTransaction, Refunds, SavedMethods, StartInput, StartResult } from '../types'
import { paypalCurrencies, toPayPalAmount } from './amounts'
import { DisputeAnswer, Order } from './paypal-answers'
import { askingPayPal, PayPalRefusal, type PayPalClient } from './paypal-client'
import type { PayPalNotices } from './paypal-notices'
import { paypalRefunds } from './paypal-refunds'
import { paypalSavedMethods } from './paypal-saved-methods'
import { approvalLink, disputeSnapshot, isFinalIssue, orderSnapshot } from './paypal-snapshots'
import { paypalTransactions } from './paypal-transactions'

/**
 * PayPal: the customer approves an order on its page or in its buttons, and the money moves when we capture it. An attempt is an order,
 * the same one both ways.
 */
export class PayPalProvider implements PaymentProvider {
  readonly id = 'paypal'
  readonly currencies = paypalCurrencies
  readonly savedMethods: SavedMethods
  readonly refunds: Refunds
  readonly disputes: Disputes

  constructor(private readonly client: PayPalClient, readonly mode: PaymentMode, private readonly notices: PayPalNotices, readonly buttons: ButtonsSource) {
    this.savedMethods = { ...paypalSavedMethods(client), charge: (input) => this.chargeSaved(input) }
    this.refunds = paypalRefunds(client)
    this.disputes = { fetch: (id) => askingPayPal(async () => disputeSnapshot(await client.get(`/v1/customer/disputes/${encodeURIComponent(id)}`, DisputeAnswer))) }
  }

  async start(input: StartInput): Promise<StartResult> {
    const order = await askingPayPal(() => this.client.post('/v2/checkout/orders', Order, { ...orderOf(input), payment_source: { paypal: sourceOf(input) } }, input.idempotencyKey))
    const redirectUrl = approvalLink(order.links)
    return { externalId: order.id, state: orderSnapshot(order, this.mode).state, ...(redirectUrl ? { redirectUrl } : {}) }
  }

  async fetch(externalId: string): Promise<AttemptSnapshot> {
    try {
      return orderSnapshot(await this.client.get(pathOf(externalId), Order), this.mode)
    } catch (error) {
      // PayPal forgets an order that nobody approved in time. What was captured it keeps.
      if (error instanceof PayPalRefusal && error.status === 404) return { externalId, mode: this.mode, state: 'expired', amount: null }
      return askingPayPal(() => { throw error })
    }
  }

  /** An instrument that is refused at capture leaves the order with the customer, who can choose another one. */
  async complete(externalId: string): Promise<AttemptSnapshot> {
    try {
      return orderSnapshot(await this.client.post(`${pathOf(externalId)}/capture`, Order, {}, `capture:${externalId}`), this.mode)
    } catch (error) {
      const isSettled = error instanceof PayPalRefusal && error.issues.some((issue) => ['ORDER_ALREADY_CAPTURED', 'INSTRUMENT_DECLINED', 'ORDER_NOT_APPROVED', 'PAYER_ACTION_REQUIRED'].includes(issue))
      if (isSettled) return this.fetch(externalId)
      return askingPayPal(() => { throw error })
    }
  }

  /** PayPal knows no cancelling: an order that nobody captures moves no money and ends by itself. */
  async cancel(externalId: string): Promise<AttemptSnapshot> {
    const snapshot = await this.fetch(externalId)
    const { isApproved: _isApproved, redirectUrl: _redirectUrl, ...rest } = snapshot
    return snapshot.state === 'awaiting_customer' ? { ...rest, state: 'canceled' } : snapshot
  }

  verifyWebhook(rawBody: string, headers: Record<string, string>, now: Date): Promise<ProviderNotice> {
    return this.notices.verified(rawBody, headers, now)
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    if (!this.notices.isConfigured) return { ok: false, reason: 'PAYPAL_WEBHOOK_ID is not set' }
    try {
      await this.client.ping()
      return { ok: true }
    } catch (error) {
      return { ok: false, reason: error instanceof Error && 'internal' in error ? String(error.internal) : 'PayPal does not answer' }
    }
  }

  listTransactions(from: Date, to: Date): AsyncIterable<ProviderTransaction> {
    return paypalTransactions(this.client, from, to)
  }

  private async chargeSaved(input: ChargeSavedInput): Promise<AttemptSnapshot> {
    try {
      const body = { ...orderOf(input), payment_source: { paypal: { vault_id: input.methodRef } } }
      return orderSnapshot(await this.client.post('/v2/checkout/orders', Order, body, input.idempotencyKey), this.mode)
    } catch (error) {
      if (!(error instanceof PayPalRefusal) || error.status !== 422) return askingPayPal(() => { throw error })
      // An earlier try of this very attempt took the money and PayPal no longer knows its key: nobody may take it for a decline.
      if (error.issues.includes('DUPLICATE_INVOICE_ID')) throw new DomainError('upstream_failed', { internal: error.message, cause: error })
      // Refused before any order existed: there is nothing to ask about later, so the key stands for it.
      const failureCode = error.issues.at(-1) ?? 'declined'
      return { externalId: `refused:${input.idempotencyKey}`, mode: this.mode, state: 'failed', amount: input.amount, paymentId: input.paymentId, failureCode, isFinal: isFinalIssue(failureCode) }
    }
  }
}

const pathOf = (externalId: string): string => `/v2/checkout/orders/${encodeURIComponent(externalId)}`

/** `invoice_id` must differ for each order at PayPal, so it is the attempt's id: a second capture of one attempt is refused there too. */
const orderOf = ({ paymentId, amount, description }: Pick<StartInput, 'paymentId' | 'amount' | 'description'>) => ({
  intent: 'CAPTURE', purchase_units: [{ custom_id: paymentId, invoice_id: paymentId, description: description.slice(0, 127), amount: toPayPalAmount(amount) }],
})

const sourceOf = ({ returnUrl, cancelUrl, saveMethod, customerRef }: StartInput) => ({
  experience_context: { return_url: returnUrl, cancel_url: cancelUrl, user_action: 'PAY_NOW', shipping_preference: 'NO_SHIPPING' },
  ...(saveMethod ? { attributes: { vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' }, ...(customerRef ? { customer: { id: customerRef } } : {}) } } : {}),
})
