import type { Db } from '@/lib/db/transaction'
import { openWallet } from '@/lib/domain/ledger'
import { storeComplianceCheck } from '@/lib/domain/licensing'
import { required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { allowanceMonth, type Period } from '../period'

const aliveStatuses = ['trialing', 'active', 'past_due', 'paused']

export type Activation = 'activated' | 'compliance_failed' | 'blocked'

/**
 * Makes a paid-for (or free) subscription the client's alive one: compliance is checked again, the free subscription it replaces
 * ends in the same transaction, and its allowance begins. Nothing changes unless the answer is `activated`.
 */
export async function activateSubscription(db: Db, clock: Clock, clientId: string, subscriptionId: string, period: Period): Promise<Activation> {
  const now = clock.now()
  const isPaid = (await subscriptionOf(db, clientId, subscriptionId)).amountMinor > 0n
  const check = await storeComplianceCheck(db, clock, { clientId, subjectKind: 'subscription', subjectId: subscriptionId, isPaid })
  if (check.result !== 'pass') return 'compliance_failed'
  const others = { clientId, id: { not: subscriptionId }, status: { in: aliveStatuses } }
  if ((await db.subscription.count({ where: { ...others, amountMinor: { gt: 0n } } })) > 0) return 'blocked'
  await db.subscription.updateMany({ where: others, data: { status: 'canceled', canceledAt: now, updatedAt: now } })
  await db.subscription.update({
    where: { clientId_id: { clientId, id: subscriptionId } },
    data: { status: 'active', activatedAt: now, currentPeriodStart: period.startsAt, currentPeriodEnd: period.endsAt, updatedAt: now },
    select: { id: true },
  })
  await openUsagePeriod(db, clock, clientId, subscriptionId, now)
  return 'activated'
}

async function subscriptionOf(db: Db, clientId: string, id: string) {
  const row = await db.subscription.findUnique({
    where: { clientId_id: { clientId, id } },
    select: {
      amountMinor: true, currency: true, anchorDay: true, timeZone: true, currentPeriodStart: true, currentPeriodEnd: true,
      spendLimitPicos: true, planVersion: { select: { includedTokens: true } },
    },
  })
  return required(row, `subscription ${id}`)
}

/** Opens the allowance of the month that holds `at`, once; a yearly subscription gets a new one each month. */
export async function openUsagePeriod(db: Db, clock: Clock, clientId: string, subscriptionId: string, at: Date): Promise<void> {
  const row = await subscriptionOf(db, clientId, subscriptionId)
  const paid = { startsAt: required(row.currentPeriodStart, 'period start'), endsAt: required(row.currentPeriodEnd, 'period end') }
  const month = allowanceMonth({ day: row.anchorDay, timeZone: row.timeZone }, paid, at)
  await openWallet(db, clock, clientId, row.currency)
  await db.usagePeriod.createMany({
    skipDuplicates: true,
    data: [{
      id: newId('prd', clock.now()), clientId, subscriptionId, ...month, currency: row.currency,
      includedTokens: row.planVersion.includedTokens, spendLimitPicos: row.spendLimitPicos,
    }],
  })
}
