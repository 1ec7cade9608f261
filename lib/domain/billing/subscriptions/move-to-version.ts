import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import { intervalOf, readHeld } from './holding'
import { offerOf, planVersion } from './offer'

const MoveInput = z.object({ id: z.string(), fromVersionId: z.string(), toVersionId: z.string() })

/**
 * Plans a subscription's move to another version of its plan at the end of its period, for the same interval and seats at that version's
 * price. One that has left the version, is about to end or has another change planned is left as it is.
 */
export const moveToVersion = command('billing.moveToVersion', MoveInput, async (ctx, { id, fromVersionId, toVersionId }): Promise<'scheduled' | 'skipped'> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const row = await readHeld(db, clientId, id)
  const isMovable = ['trialing', 'active', 'past_due', 'paused'].includes(row.status) && row.planVersionId === fromVersionId && !row.cancelAtPeriodEnd && row.pendingPlanVersionId === null
  const outcome = isMovable ? 'scheduled' : 'skipped'
  if (isMovable) {
    const plan = await planVersion(db, toVersionId)
    const interval = intervalOf(row.interval)
    const offer = await offerOf(db, { clientId, plan, interval, quantity: row.quantity, currency: row.currency, at: clock.now() })
    const isNow = row.status === 'trialing' || row.status === 'paused' // nothing is paid for yet, so it holds from the next charge on
    await db.subscription.update({
      where: { clientId_id: { clientId, id } }, select: { id: true },
      data: isNow ? { planVersionId: toVersionId, amountMinor: offer.amountMinor, updatedAt: clock.now() }
        : { pendingPlanVersionId: toVersionId, pendingInterval: interval, pendingQuantity: row.quantity, pendingAmountMinor: offer.amountMinor, updatedAt: clock.now() },
    })
  }
  await ctx.record(id, { act: 'migrate', outcome, toVersionId })
  return outcome
})
