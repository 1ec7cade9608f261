import { query } from '@/lib/domain/command'
import { planView, soldPlanVersions } from '@/lib/domain/catalog/plan-row'
import { ListPlansInput } from '@/lib/domain/catalog/schema'
import { withUsageSteps } from '@/lib/domain/catalog/usage-steps'
import type { PlanView, SoldPlanView } from '@/lib/domain/catalog/view'
import { isOffered, ownPrices } from './offer'

type Own = Awaited<ReturnType<typeof ownPrices>>

/** Its own prices in place of the list's, for the same currency and interval. */
function pricesFor(plan: PlanView, own: Own): PlanView['prices'] {
  const mine = own.filter(({ planVersionId }) => planVersionId === plan.versionId)
    .map(({ currency, interval, amountMinor }) => ({ currency, interval: interval === 'year' ? 'year' as const : 'month' as const, amountMinor, isOwn: true }))
  const isReplaced = (price: PlanView['prices'][number]) => mine.some(({ currency, interval }) => currency === price.currency && interval === price.interval)
  return [...plan.prices.filter((price) => !isReplaced(price)), ...mine]
}

/** The plans on sale that this client may choose, in order of rank: those for everybody, those priced for it and the one it holds. */
export const listOfferedPlans = query('billing.listOfferedPlans', ListPlansInput, async ({ db, clientId, clock }): Promise<{ data: SoldPlanView[]; nextCursor: null }> => {
  const now = clock.now()
  const own = await ownPrices(db, clientId, now)
  const held = await db.subscription.findMany({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due', 'paused'] } }, select: { planVersion: { select: { planId: true } } },
  })
  const holds = new Set(held.map(({ planVersion }) => planVersion.planId))
  const rows = (await soldPlanVersions(db, now)).filter((row) => isOffered(row, own) || holds.has(row.plan.id))
  const plans = rows.map((row) => planView(row)).map((plan) => ({ ...plan, prices: pricesFor(plan, own) }))
  return { data: await withUsageSteps(db, plans), nextCursor: null }
})
