import { platformQuery } from '@/lib/domain/platform/command'
import { notFound } from '@/lib/kernel/error'
import { planView, soldPlanVersions } from '../plan-row'
import { GetPlanInput, ListPlansInput } from '../schema'
import { withUsageSteps } from '../usage-steps'
import type { SoldPlanView } from '../view'

/** Every plan on sale now, in order of rank. Anybody may read it, signed in or not. */
export const listPlans = platformQuery('catalog.listPlans', ListPlansInput, async (ctx): Promise<{ data: SoldPlanView[]; nextCursor: null }> => {
  const rows = await soldPlanVersions(ctx.db, ctx.clock.now(), { isPublic: true })
  return { data: await withUsageSteps(ctx.db, rows.map((row) => planView(row))), nextCursor: null }
})

/** One plan on sale, by id or code. @throws DomainError not_found */
export const getPlan = platformQuery('catalog.getPlan', GetPlanInput, async (ctx, { id }): Promise<SoldPlanView> => {
  const [row] = await soldPlanVersions(ctx.db, ctx.clock.now(), { isPublic: true, OR: [{ id }, { code: id }] })
  const [plan] = row ? await withUsageSteps(ctx.db, [planView(row)]) : []
  if (!plan) throw notFound('plan')
  return plan
})
