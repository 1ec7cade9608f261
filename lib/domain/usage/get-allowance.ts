import { scaledToDecimal } from '@/lib/kernel/money'
import { query } from '../command'
import { NoInput } from './schema'
import type { AllowanceView } from './view'

/** The running period of the client's subscription, or null. */
export const getAllowance = query('usage.getAllowance', NoInput, async ({ db, clientId, clock }): Promise<AllowanceView> => {
  const now = clock.now()
  const period = await db.usagePeriod.findFirst({
    where: { clientId, startsAt: { lte: now }, endsAt: { gt: now }, subscription: { status: { in: ['trialing', 'active', 'past_due'] } } },
    orderBy: { id: 'desc' },
    select: { startsAt: true, endsAt: true, currency: true, includedTokens: true, usedTokens: true, heldTokens: true, overagePicos: true, spendLimitPicos: true },
  })
  if (!period) return null
  const { overagePicos, spendLimitPicos, includedTokens, usedTokens, heldTokens, ...rest } = period
  return {
    ...rest, includedTokens: Number(includedTokens), usedTokens: Number(usedTokens), heldTokens: Number(heldTokens),
    overage: scaledToDecimal(overagePicos, 12), spendLimit: scaledToDecimal(spendLimitPicos, 12),
  }
})
