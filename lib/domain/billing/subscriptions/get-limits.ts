import { query } from '@/lib/domain/command'
import { picosToMoney } from '@/lib/kernel/rate'
import { z } from 'zod'
import type { LimitsView } from './view'

/** The limits of the plan version the client holds, and how much of them is used now; null without a subscription. */
export const getLimits = query('billing.getLimits', z.object({}), async ({ db, clientId, clock }): Promise<LimitsView> => {
  const now = clock.now()
  const held = await db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due', 'paused'] } },
    select: {
      id: true, currency: true,
      planVersion: { select: { requestsPerMinute: true, tokensPerMinute: true, maxKeys: true, supportHours: true, overage: true, _count: { select: { models: true } } } },
      usagePeriods: {
        where: { startsAt: { lte: now }, endsAt: { gt: now } }, take: 1,
        select: { startsAt: true, endsAt: true, includedTokens: true, usedTokens: true, overagePicos: true, spendLimitPicos: true },
      },
    },
  })
  if (!held) return null
  const keys = await db.apiKey.count({ where: { clientId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } })
  const { planVersion: { _count, overage, ...limits }, usagePeriods: [period], currency } = held
  const minor = (picos: bigint): bigint => picosToMoney(picos, currency).minor
  return {
    ...limits, currency, models: _count.models, keys, allowsOverage: overage === 'allow',
    month: period ? {
      startsAt: period.startsAt, endsAt: period.endsAt, includedTokens: period.includedTokens, usedTokens: period.usedTokens,
      overageMinor: minor(period.overagePicos), spendLimitMinor: minor(period.spendLimitPicos),
    } : null,
  }
})
