import { platformCommand } from '@/lib/domain/platform/command'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { SandboxDisputeInput } from '../sandbox-schema'

/** A card holder's bank gives the shop this long to answer. */
const answerMs = days(7)

/**
 * A button of the sandbox's bank: takes a payment back, and decides that for the shop or for the card holder. We learn of it as of a real
 * bank's: by a signed notice to our inbox, after which the provider is asked. A payment is disputed once and decided once.
 * @throws DomainError not_found, not_configured, invalid_state when the charge did not succeed or the bank has decided
 */
export const decideSandboxDispute = platformCommand('billing.decideSandboxDispute', SandboxDisputeInput, async (ctx, { id, act, reason, share }): Promise<void> => {
  if (!ctx.providers.payments.sandbox) throw new DomainError('not_configured')
  const now = ctx.clock.now()
  const charge = await ctx.db.sandboxCharge.findUnique({ where: { id }, select: { state: true, kind: true, amountMinor: true, currency: true } })
  if (!charge) throw notFound('charge')
  if (act === 'open') {
    const { _sum } = await ctx.db.sandboxRefund.aggregate({ where: { chargeId: id, state: { not: 'failed' } }, _sum: { amountMinor: true } })
    const left = charge.amountMinor - (_sum.amountMinor ?? 0n)
    if (charge.state !== 'succeeded' || charge.kind !== 'payment' || left <= 0n) throw new DomainError('invalid_state')
    const amountMinor = share === 'half' && left > 1n ? left / 2n : left
    await ctx.db.sandboxDispute.createMany({
      data: [{ id: newId('test', now), chargeId: id, amountMinor, currency: charge.currency, state: 'open', reason, respondBy: plus(now, answerMs), createdAt: now, updatedAt: now }], skipDuplicates: true,
    })
  } else {
    const { count } = await ctx.db.sandboxDispute.updateMany({ where: { chargeId: id, state: 'open' }, data: { state: act === 'win' ? 'won' : 'lost', updatedAt: now } })
    if (count === 0) throw new DomainError('invalid_state')
  }
  const dispute = await ctx.db.sandboxDispute.findUniqueOrThrow({ where: { chargeId: id }, select: { id: true, state: true } })
  await ctx.enqueue('sandbox.webhook', { chargeId: dispute.id, type: act === 'open' ? 'dispute.opened' : `dispute.${dispute.state}` })
  await ctx.record(id, { act, dispute: dispute.id, state: dispute.state })
})
