import { hours } from '@/lib/kernel/clock'
import { money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import type { AttemptSnapshot, AttemptState } from '../types'
import type { Charge, ChargeState } from './books'

/** How long the hosted page stays open. */
export const pageLifeMs = hours(1)

export const stateOf: Record<ChargeState, AttemptState> = {
  open: 'awaiting_customer', needs_second_step: 'awaiting_customer', processing: 'processing', succeeded: 'succeeded',
  failed: 'failed', canceled: 'canceled', expired: 'expired',
}

/** The decline that no further try with that card will change. */
export const finalDecline = 'stolen_card'

export function snapshotOf(charge: Charge): AttemptSnapshot {
  return {
    externalId: charge.id,
    mode: 'test',
    state: stateOf[charge.state],
    amount: money(charge.amountMinor, charge.currency),
    paymentId: charge.paymentId,
    ...(charge.failureCode ? { failureCode: charge.failureCode, isFinal: charge.failureCode === finalDecline } : {}),
  }
}

/** The hosted page of a charge, in the language the customer came from, told by the address to return to. */
export function pageOf(origin: string, charge: Pick<Charge, 'id' | 'returnUrl'>): string {
  const language = /^\/ar(\/|$)/.test(new URL(charge.returnUrl).pathname) ? '/ar' : ''
  return `${origin}${language}${routes.sandboxCharge(charge.id)}`
}
