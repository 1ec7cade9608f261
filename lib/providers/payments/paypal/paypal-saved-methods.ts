import { DomainError } from '@/lib/kernel/error'
import type { BeginSaveInput, SavedMethods, SavedMethodSnapshot } from '../types'
import { Nothing, PaymentToken, SetupToken } from './paypal-answers'
import { askingPayPal, PayPalRefusal, type PayPalClient } from './paypal-client'
import { approvalLink, walletSnapshot } from './paypal-snapshots'

/** PayPal accounts kept in PayPal's vault: a setup token is approved by the customer, then exchanged for a lasting one. */
export function paypalSavedMethods(client: PayPalClient): Omit<SavedMethods, 'charge'> {
  return {
    async begin({ customerRef, returnUrl, cancelUrl, idempotencyKey }: BeginSaveInput) {
      const token = await askingPayPal(() => client.post('/v3/vault/setup-tokens', SetupToken, {
        payment_source: { paypal: { usage_type: 'MERCHANT', experience_context: { return_url: returnUrl, cancel_url: cancelUrl, shipping_preference: 'NO_SHIPPING' } } },
        ...(customerRef ? { customer: { id: customerRef } } : {}),
      }, idempotencyKey))
      const redirectUrl = approvalLink(token.links)
      if (!redirectUrl) throw new DomainError('upstream_failed', { internal: 'PayPal gave no page to approve on' })
      return { externalId: token.id, redirectUrl }
    },

    async finish(externalId: string): Promise<SavedMethodSnapshot | null> {
      const setup = await askingPayPal(() => client.get(`/v3/vault/setup-tokens/${encodeURIComponent(externalId)}`, SetupToken))
      if (setup.status !== 'APPROVED' && setup.status !== 'VAULTED') return null
      const body = { payment_source: { token: { id: externalId, type: 'SETUP_TOKEN' } } }
      const kept = await askingPayPal(() => client.post('/v3/vault/payment-tokens', PaymentToken, body, `vault:${externalId}`))
      return walletSnapshot(kept.id, kept.customer?.id, kept.payment_source?.paypal?.email_address)
    },

    async remove(ref: string): Promise<void> {
      try {
        await client.delete(`/v3/vault/payment-tokens/${encodeURIComponent(ref)}`, Nothing)
      } catch (error) {
        if (error instanceof PayPalRefusal && error.status === 404) return // gone already: what was wanted
        await askingPayPal(() => { throw error })
      }
    },
  }
}
