import { z } from 'zod'

export const declineReasons = ['card_declined', 'insufficient_funds', 'expired_card', 'processing_error'] as const

/** How a card that is saved here will answer when it is charged later. */
export const savedCardChoices = ['pays', 'declines_soft', 'declines_final', 'needs_customer'] as const

export const SandboxDecisionInput = z.object({
  id: z.string().regex(/^test_[0-9A-Z]{26}$/),
  outcome: z.enum(['succeed', 'decline', 'second_step', 'approve', 'refuse', 'later', 'cancel']),
  reason: z.enum(declineReasons).default('card_declined'),
  card: z.enum(savedCardChoices).default('pays'),
})
export type SandboxDecision = z.output<typeof SandboxDecisionInput>

export const disputeReasons = ['fraudulent', 'product_not_received', 'duplicate'] as const

/** What the test page lets the card holder's bank do about a payment that succeeded. */
export const SandboxDisputeInput = z.object({
  id: z.string().regex(/^test_[0-9A-Z]{26}$/),
  act: z.enum(['open', 'win', 'lose']),
  reason: z.enum(disputeReasons).default('fraudulent'),
  share: z.enum(['whole', 'half']).default('whole'),
})

export const SandboxChargeView = z.object({
  id: z.string(),
  amountMinor: z.bigint(),
  currency: z.string(),
  state: z.enum(['open', 'needs_second_step', 'processing', 'succeeded', 'failed', 'canceled', 'expired']),
  failureCode: z.string().nullable(),
  returnUrl: z.string(),
  cancelUrl: z.string(),
  settlesAt: z.date().nullable(),
  expiresAt: z.date(),
  kind: z.enum(['payment', 'setup']),
  savesCard: z.boolean(),
  dispute: z.object({ state: z.enum(['open', 'won', 'lost']), amountMinor: z.bigint() }).nullable(),
})
export type SandboxChargeView = z.infer<typeof SandboxChargeView>
