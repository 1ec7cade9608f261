import type { ClientRun } from '@/lib/domain/context'
import { toJson } from '@/lib/domain/events/record'

/**
 * Closes the notice that led to an outcome, with what was checked, in the same transaction as its effect. Without one (a return, the
 * janitor) there is nothing to close.
 */
export async function finishNotice(ctx: ClientRun, webhookEventId: string | null, about: 'payment' | 'refund' | 'dispute', isBound: boolean): Promise<void> {
  if (webhookEventId === null) return
  await ctx.db.webhookEvent.update({
    where: { id: webhookEventId }, select: { id: true },
    data: {
      state: isBound ? 'processed' : 'failed', processedAt: ctx.clock.now(), error: isBound ? null : `amount, currency, mode or object differs from the ${about}`,
      checks: toJson({ signature: true, knownObject: true, notDuplicate: true, amountMatches: isBound, effectApplied: isBound }),
    },
  })
}
