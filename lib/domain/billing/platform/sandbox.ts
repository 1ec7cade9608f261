import { z } from 'zod'
import { platformCommand, platformQuery } from '@/lib/domain/platform/command'
import { DomainError, notFound } from '@/lib/kernel/error'
import { plus, seconds } from '@/lib/kernel/clock'
import type { chargeStates } from '@/lib/providers/payments/sandbox/books'
import { newCard } from '@/lib/providers/payments/sandbox/cards'
import { SandboxChargeView, SandboxDecisionInput, type SandboxDecision } from '../sandbox-schema'

const ChargeId = z.object({ id: z.string().regex(/^test_[0-9A-Z]{26}$/) })
const chargeFields = { id: true, amountMinor: true, currency: true, state: true, failureCode: true, returnUrl: true, cancelUrl: true, settlesAt: true, expiresAt: true, kind: true, savesCard: true, cardId: true } as const

/** "Pay later" arrives after this long. */
const laterMs = seconds(5)

/** What the sandbox's own page shows. @throws DomainError not_found, not_configured in live mode */
export const getSandboxCharge = platformQuery('billing.getSandboxCharge', ChargeId, async (ctx, { id }): Promise<SandboxChargeView> => {
  if (!ctx.providers.payments.sandbox) throw new DomainError('not_configured')
  const row = await ctx.db.sandboxCharge.findUnique({ where: { id }, select: chargeFields })
  if (!row) throw notFound('charge')
  const isOver = ['open', 'needs_second_step'].includes(row.state) && row.expiresAt <= ctx.clock.now()
  const dispute = await ctx.db.sandboxDispute.findUnique({ where: { chargeId: id }, select: { state: true, amountMinor: true } })
  return SandboxChargeView.parse({ ...row, dispute, state: isOver ? 'expired' : row.state })
})

/** The card is kept with the decision that may lead to success; it counts once the charge has succeeded. */
const savingStates: readonly string[] = ['succeeded', 'needs_second_step', 'processing']

type Change = { state: (typeof chargeStates)[number]; failureCode?: string; settlesAt?: Date }

function changeOf(decision: SandboxDecision, now: Date): Change {
  if (decision.outcome === 'succeed' || decision.outcome === 'approve') return { state: 'succeeded' }
  if (decision.outcome === 'decline') return { state: 'failed', failureCode: decision.reason }
  if (decision.outcome === 'refuse') return { state: 'failed', failureCode: 'authentication_failed' }
  if (decision.outcome === 'second_step') return { state: 'needs_second_step' }
  if (decision.outcome === 'later') return { state: 'processing', settlesAt: plus(now, laterMs) }
  return { state: 'canceled' }
}

/** From which states a button works: a page opened twice decides once. */
const allowedFrom = (outcome: SandboxDecision['outcome']): string[] =>
  outcome === 'approve' || outcome === 'refuse' ? ['needs_second_step'] : outcome === 'cancel' ? ['open', 'needs_second_step'] : ['open']

/**
 * A button of the sandbox's hosted page. The notice to our own webhook leaves from the outbox, like a provider's.
 * @returns where the browser goes next: back to the shop, or null to show the second step
 * @throws DomainError not_found, not_configured
 */
export const decideSandboxCharge = platformCommand('billing.decideSandboxCharge', SandboxDecisionInput, async (ctx, decision): Promise<{ redirectTo: string | null }> => {
  if (!ctx.providers.payments.sandbox) throw new DomainError('not_configured')
  const { id, outcome } = decision
  const now = ctx.clock.now()
  const { failureCode = null, settlesAt = null, state } = changeOf(decision, now)
  const { count } = await ctx.db.sandboxCharge.updateMany({
    where: { id, state: { in: allowedFrom(outcome) }, expiresAt: { gt: now } }, data: { state, failureCode, settlesAt, updatedAt: now },
  })
  const charge = await ctx.db.sandboxCharge.findUnique({ where: { id }, select: chargeFields })
  if (!charge) throw notFound('charge')
  if (count > 0 && charge.savesCard && !charge.cardId && savingStates.includes(state)) {
    const { id: cardId } = await ctx.db.sandboxCard.create({ data: newCard(decision.card, now), select: { id: true } })
    await ctx.db.sandboxCharge.update({ where: { id }, data: { cardId }, select: { id: true } })
  }
  if (count > 0 && state !== 'needs_second_step' && charge.kind === 'payment') await ctx.enqueue('sandbox.webhook', { chargeId: id, type: `charge.${state}` })
  if (count > 0 && settlesAt) await ctx.enqueue('sandbox.webhook', { chargeId: id, type: 'charge.succeeded', notBefore: settlesAt.toISOString() })
  await ctx.record(id, { outcome, state: charge.state, isNew: count > 0 })
  if (charge.state === 'needs_second_step') return { redirectTo: null }
  return { redirectTo: charge.state === 'canceled' ? charge.cancelUrl : charge.returnUrl }
})
