import { plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { SavedMethods } from '../types'
import { findCharge, openCharge, type NewCharge } from './books'
import { cardSnapshot, findCard, removeCard, type CardBehaviour } from './cards'
import { finalDecline, pageLifeMs, pageOf, snapshotOf } from './charge'

/** What a card says to a charge that the customer does not see. */
const answers: Record<CardBehaviour, Pick<NewCharge, 'state' | 'failureCode'>> = {
  pays: { state: 'succeeded' },
  declines_soft: { state: 'failed', failureCode: 'insufficient_funds' },
  declines_final: { state: 'failed', failureCode: finalDecline },
  needs_customer: { state: 'needs_second_step' },
}

/** The sandbox's vault of cards: saved on its hosted page, charged without the customer, each as it was told to behave. */
export function sandboxMethods({ origin, clock }: { origin: string; clock: Clock }): SavedMethods {
  return {
    async begin({ returnUrl, cancelUrl, idempotencyKey }) {
      const now = clock.now()
      const charge = await openCharge({
        paymentId: '', amountMinor: 0n, currency: 'USD', kind: 'setup', savesCard: true, returnUrl, cancelUrl, idempotencyKey, expiresAt: plus(now, pageLifeMs),
      }, now)
      return { externalId: charge.id, redirectUrl: pageOf(origin, charge) }
    },

    async finish(externalId) {
      const charge = await findCharge(externalId, clock.now())
      const card = charge?.state === 'succeeded' && charge.cardId ? await findCard(charge.cardId) : null
      return card ? cardSnapshot(card) : null
    },

    async charge({ paymentId, amount, returnUrl, cancelUrl, idempotencyKey, methodRef }) {
      const now = clock.now()
      const card = await findCard(methodRef)
      if (!card) throw new DomainError('payment_failed', { internal: `the sandbox has no card ${methodRef}` })
      const answer = card.removedAt ? answers.declines_final : answers[card.behaviour]
      const charge = await openCharge({
        paymentId, returnUrl, cancelUrl, idempotencyKey, amountMinor: amount.minor, currency: amount.currency, expiresAt: plus(now, pageLifeMs), cardId: card.id, ...answer,
      }, now)
      return { ...snapshotOf(charge), ...(charge.state === 'needs_second_step' ? { redirectUrl: pageOf(origin, charge) } : {}) }
    },

    remove: (ref) => removeCard(ref, clock.now()),
  }
}
