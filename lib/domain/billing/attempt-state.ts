import type { AttemptState } from '@/lib/providers/payments/types'

/**
 * Where an attempt may go. Forward only: what is not listed is logged and ignored. `unknown` is left only by what the provider
 * says. An attempt that we gave up may still succeed at the provider (a customer pays an old page): that money is booked.
 */
const next: Record<AttemptState, readonly AttemptState[]> = {
  created: ['awaiting_customer', 'processing', 'succeeded', 'failed', 'canceled', 'expired', 'unknown'],
  awaiting_customer: ['processing', 'succeeded', 'failed', 'canceled', 'expired', 'unknown'],
  processing: ['succeeded', 'failed', 'canceled', 'expired', 'unknown'],
  unknown: ['awaiting_customer', 'processing', 'succeeded', 'failed', 'canceled', 'expired'],
  failed: ['succeeded'],
  canceled: ['succeeded'],
  expired: ['succeeded'],
  succeeded: [],
}

export const canMove = (from: AttemptState, to: AttemptState): boolean => next[from].includes(to)

/** Attempts that may still take money without anybody starting a new one. */
export const isOpenAttempt = (state: AttemptState): boolean => ['created', 'awaiting_customer', 'processing', 'unknown'].includes(state)

/** Money may be under way: no second attempt, no replacement, until the provider has spoken. */
export const isMoneyUnderWay = (state: AttemptState): boolean => state === 'processing' || state === 'unknown'
