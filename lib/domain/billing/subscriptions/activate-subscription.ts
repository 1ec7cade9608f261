import type { Db } from '@/lib/db/transaction'
import { storeComplianceCheck } from '@/lib/domain/licensing'
import { required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import type { Period } from '../period'
import { endService, openUsagePeriod } from './service'
import { openSpan } from './spans'
import { billedOn } from './billed-on'

const aliveStatuses = ['trialing', 'active', 'past_due', 'paused']

export type Activation = 'activated' | 'compliance_failed' | 'blocked'

/**
 * Makes a paid-for (or free) subscription the client's alive one: compliance is checked again, the free subscription it replaces
 * ends in the same transaction, and its service begins. Nothing changes unless the answer is `activated`.
 * @param invoiceId what was billed for the period; null when it costs nothing
 */
export async function activateSubscription(
  db: Db, clock: Clock, clientId: string, subscriptionId: string, period: Period, invoiceId: string | null, status: 'active' | 'trialing' = 'active',
): Promise<Activation> {
  const now = clock.now()
  const found = await db.subscription.findUnique({
    where: { clientId_id: { clientId, id: subscriptionId } },
    select: { amountMinor: true, planVersionId: true, quantity: true, currency: true, activatedAt: true },
  })
  const row = required(found, `subscription ${subscriptionId}`)
  const check = await storeComplianceCheck(db, clock, { clientId, subjectKind: 'subscription', subjectId: subscriptionId, isPaid: row.amountMinor > 0n })
  if (check.result !== 'pass') return 'compliance_failed'
  const others = { clientId, id: { not: subscriptionId }, status: { in: aliveStatuses } }
  if ((await db.subscription.count({ where: { ...others, amountMinor: { gt: 0n } } })) > 0) return 'blocked'
  for (const { id } of await db.subscription.findMany({ where: others, select: { id: true } })) {
    await db.subscription.update({ where: { clientId_id: { clientId, id } }, data: { status: 'canceled', canceledAt: now, updatedAt: now }, select: { id: true } })
    await endService(db, clientId, id, now, 0n, now)
  }
  await db.subscription.update({
    where: { clientId_id: { clientId, id: subscriptionId } },
    data: { status, activatedAt: row.activatedAt ?? now, currentPeriodStart: period.startsAt, currentPeriodEnd: period.endsAt, updatedAt: now },
    select: { id: true },
  })
  const { planVersionId, quantity, currency } = row
  await openSpan(db, clock, { clientId, subscriptionId, planVersionId, quantity, currency, invoiceId, period, ...(await billedOn(db, clientId, invoiceId)) })
  await openUsagePeriod(db, clock, clientId, subscriptionId, now < period.endsAt ? now : period.startsAt)
  return 'activated'
}
