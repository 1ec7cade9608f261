import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import { DomainError } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import { SetSpendLimitInput } from './schema'
import { subscriptionFields, subscriptionView } from './subscriptions/subscription-row'
import type { SubscriptionView } from './view'

/**
 * How much overage a period may cost at most, from now on. A limit below what this period has already cost stops further
 * overage and takes back nothing. @throws DomainError invalid_state without a plan that allows overage
 */
export const setSpendLimit = command('billing.setSpendLimit', SetSpendLimitInput, async (ctx, { amountMinor }): Promise<SubscriptionView> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const found = await db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due', 'paused'] } },
    select: { id: true, currency: true, planVersion: { select: { overage: true } } },
  })
  if (!found) throw new DomainError('invalid_state', { fields: { amountMinor: { code: 'noSubscription' } }, field: 'amountMinor' })
  if (found.planVersion.overage !== 'allow') throw new DomainError('invalid_state', { fields: { amountMinor: { code: 'noOverage' } }, field: 'amountMinor' })
  const now = clock.now()
  const limit = moneyToPicos(money(amountMinor, found.currency))
  const row = await db.subscription.update({
    where: { clientId_id: { clientId, id: found.id } }, data: { spendLimitPicos: limit, updatedAt: now }, select: subscriptionFields,
  })
  await db.$executeRaw`
    UPDATE "UsagePeriod" SET "spendLimitPicos" = GREATEST(${limit}, "overagePicos" + "heldOveragePicos")
    WHERE "clientId" = ${clientId} AND "subscriptionId" = ${found.id} AND "endsAt" > ${now}`
  await ctx.record(found.id, { amountMinor, currency: found.currency })
  return subscriptionView(row)
})
