import type Stripe from 'stripe'
import { DomainError } from '@/lib/kernel/error'
import type { RefundInput, Refunds, RefundSnapshot } from '../types'
import { toStripeAmount } from './amounts'
import { asking } from './stripe-errors'
import { refundSnapshot } from './stripe-snapshots'

/** Stripe refunds an intent; a visit to its page holds one. */
async function intentIdOf(stripe: Stripe, externalId: string): Promise<string> {
  if (!externalId.startsWith('cs_')) return externalId
  const { payment_intent } = await asking(() => stripe.checkout.sessions.retrieve(externalId))
  const id = typeof payment_intent === 'string' ? payment_intent : payment_intent?.id
  if (!id) throw new DomainError('invalid_state', { internal: `${externalId} took no money` })
  return id
}

export function stripeRefunds(stripe: Stripe): Refunds {
  return {
    async create({ refundId, externalId, amount, idempotencyKey }: RefundInput): Promise<RefundSnapshot> {
      const payment_intent = await intentIdOf(stripe, externalId)
      try {
        return refundSnapshot(await asking(() => stripe.refunds.create({ payment_intent, amount: toStripeAmount(amount).amount, metadata: { refund_id: refundId } }, { idempotencyKey })))
      } catch (error) {
        // Looked at and refused: more than is left, or a charge that cannot be refunded.
        if (error instanceof DomainError && (error.code === 'unsupported' || error.code === 'payment_failed')) throw new DomainError('invalid_state', { internal: error.internal ?? error.code, cause: error })
        throw error
      }
    },
    fetch: (externalId) => asking(async () => refundSnapshot(await stripe.refunds.retrieve(externalId))),
  }
}
