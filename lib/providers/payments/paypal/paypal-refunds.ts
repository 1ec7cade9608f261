import { DomainError } from '@/lib/kernel/error'
import type { RefundInput, Refunds, RefundSnapshot } from '../types'
import { toPayPalAmount } from './amounts'
import { Order, RefundAnswer } from './paypal-answers'
import { askingPayPal, PayPalRefusal, type PayPalClient } from './paypal-client'
import { refundSnapshot } from './paypal-snapshots'

/** PayPal refunds a capture; an order holds one. */
async function captureIdOf(client: PayPalClient, orderId: string): Promise<string> {
  const order = await askingPayPal(() => client.get(`/v2/checkout/orders/${encodeURIComponent(orderId)}`, Order))
  const id = order.purchase_units[0]?.payments?.captures?.at(-1)?.id
  if (!id) throw new DomainError('invalid_state', { internal: `${orderId} took no money` })
  return id
}

export function paypalRefunds(client: PayPalClient): Refunds {
  return {
    async create({ refundId, externalId, amount, reason, idempotencyKey }: RefundInput): Promise<RefundSnapshot> {
      const captureId = await captureIdOf(client, externalId)
      const body = { amount: toPayPalAmount(amount), custom_id: refundId, note_to_payer: reason.slice(0, 255) }
      try {
        return refundSnapshot(await client.post(`/v2/payments/captures/${encodeURIComponent(captureId)}/refund`, RefundAnswer, body, idempotencyKey))
      } catch (error) {
        if (error instanceof PayPalRefusal && error.status === 422) throw new DomainError('invalid_state', { internal: error.message, cause: error })
        return askingPayPal(() => { throw error })
      }
    },
    fetch: (externalId) => askingPayPal(async () => refundSnapshot(await client.get(`/v2/payments/refunds/${encodeURIComponent(externalId)}`, RefundAnswer))),
  }
}
