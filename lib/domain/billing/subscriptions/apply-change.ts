import type { ClientRun } from '@/lib/domain/context'
import { spendLimitOf } from '@/lib/domain/catalog/view'
import { money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import { required } from '@/lib/kernel/assert'
import { planVersion } from './offer'
import { readHeld } from './holding'
import { endService, moveAllowance, openUsagePeriod } from './service'
import { cutSpan, openSpan } from './spans'

export type Applied = 'applied' | 'credited' | 'nothing'

const changeFields = {
  id: true, subscriptionId: true, kind: true, state: true, planVersionId: true, interval: true, quantity: true, amountMinor: true, netMinor: true, unusedMinor: true,
  taxPpm: true, taxIsInclusive: true, beginsAnew: true, anchorDay: true, startsAt: true, endsAt: true, invoiceId: true,
} as const

/**
 * Does what a change was paid for: the running span ends at its instant with the rest given back (on the same invoice), the new one
 * begins, and the plan, seats and allowance are the new ones. A change that no longer fits, because the subscription has moved on while
 * its money was under way, is left for `creditStaleChange`. Once, however often it is called.
 */
export async function applyChange(ctx: ClientRun, changeId: string): Promise<Applied> {
  const { db, clock, clientId } = ctx
  const change = required(await db.subscriptionChange.findFirst({ where: { id: changeId, clientId }, select: changeFields }), 'the change')
  if (change.state !== 'pending') return 'nothing'
  const { subscriptionId: id, startsAt, endsAt, kind } = change
  const row = await readHeld(db, clientId, id)
  const span = row.spans[0]
  const now = clock.now()
  const fits = kind === 'resume' ? row.status === 'paused' : ['trialing', 'active', 'past_due'].includes(row.status) && (!span || (span.startsAt <= startsAt && startsAt < span.endsAt))
  const isTaken = await db.subscriptionChange.updateMany({ where: { id: changeId, clientId, state: 'pending' }, data: { state: fits ? 'applied' : 'credited', settledAt: now } })
  if (isTaken.count === 0) return 'nothing'
  if (!fits) return 'credited'
  if (change.beginsAnew) await endService(db, clientId, id, startsAt, change.unusedMinor, now)
  else if (span) await cutSpan(db, clientId, span, startsAt, change.unusedMinor) // the month's allowance goes on under the other plan
  const plan = await planVersion(db, change.planVersionId)
  const limit = moneyToPicos(money(spendLimitOf(plan, row.currency), row.currency))
  const spendLimitPicos = plan.overage !== 'allow' ? 0n : row.spendLimitPicos > limit ? row.spendLimitPicos : limit
  await db.subscription.update({
    where: { clientId_id: { clientId, id } }, select: { id: true },
    data: {
      planVersionId: change.planVersionId, interval: change.interval, quantity: change.quantity, amountMinor: change.amountMinor, anchorDay: change.anchorDay, spendLimitPicos,
      currentPeriodEnd: endsAt, ...(change.beginsAnew ? { currentPeriodStart: startsAt } : {}),
      ...(row.status === 'past_due' ? {} : { status: 'active' }), trialEndsAt: null, ...noPending, ...notPaused, updatedAt: now,
    },
  })
  const tax = { taxPpm: change.taxPpm, taxIsInclusive: change.taxIsInclusive }
  await openSpan(db, clock, {
    clientId, subscriptionId: id, planVersionId: change.planVersionId, quantity: change.quantity, currency: row.currency, invoiceId: change.invoiceId,
    period: { startsAt, endsAt }, netMinor: change.netMinor, tax,
  })
  const from = row.planVersion.includedTokens * BigInt(row.quantity)
  const to = plan.includedTokens * BigInt(change.quantity)
  if (!change.beginsAnew) await moveAllowance(db, clientId, id, { from, to, at: now, spendLimitPicos, allowsOverage: plan.overage === 'allow' })
  await openUsagePeriod(db, clock, clientId, id, now < endsAt ? now : startsAt)
  return 'applied'
}

export const noPending = { pendingPlanVersionId: null, pendingInterval: null, pendingQuantity: null, pendingAmountMinor: null } as const
export const notPaused = { pauseKind: null, pausedAt: null, resumesAt: null } as const
