import type { Db } from '@/lib/db/transaction'
import { planView, planVersionFields } from '@/lib/domain/catalog/plan-row'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../../platform/command'
import { migrationsOf } from './migrate-subscribers'
import { GetPlanInput, ListPlansInput } from './schema'
import { currenciesOf, usageTermsView } from './usage-terms'
import type { AdminPlanView, PlanVersionView } from './view'

const alive: string[] = ['trialing', 'active', 'past_due', 'paused']

const usageFields = {
  usageTierMode: true, usageTierBasis: true, minimumCommitmentMinor: true, thresholdInvoiceMinor: true,
  usageTiers: { orderBy: { position: 'asc' }, select: { upTo: true, ratePpm: true, microsPerMillion: true, flatMinor: true, packageSize: true, packageMinor: true } },
} as const

const fields = {
  id: true, code: true, rank: true, isPublic: true,
  versions: {
    orderBy: { version: 'desc' },
    select: {
      ...planVersionFields, ...usageFields, publishedAt: true, retiredAt: true,
      _count: { select: { subscriptions: { where: { status: { in: alive } } } } },
    },
  },
} as const

/** Every plan with its versions and who holds them. */
export async function readPlans(db: Db, now: Date, where: { id?: string } = {}): Promise<AdminPlanView[]> {
  const plans = await db.plan.findMany({ where, orderBy: [{ rank: 'asc' }, { id: 'asc' }], select: fields })
  return Promise.all(plans.map(async ({ versions, ...plan }): Promise<AdminPlanView> => {
    const sold = versions.find(({ publishedAt, retiredAt }) => publishedAt <= now && (!retiredAt || retiredAt > now))
    return {
      ...plan, migrations: await migrationsOf(db, plan.id),
      versions: versions.map(({ _count, publishedAt, retiredAt, usageTiers, usageTierMode, usageTierBasis, minimumCommitmentMinor, thresholdInvoiceMinor, ...version }): PlanVersionView => ({
        ...planView(version), publishedAt, retiredAt, isSold: version.id === sold?.id, subscribers: _count.subscriptions,
        usage: usageTermsView({ usageTierMode, usageTierBasis, minimumCommitmentMinor, thresholdInvoiceMinor, tiers: usageTiers }, currenciesOf(version.prices)),
      })),
    }
  }))
}

export const listAllPlans = platformQuery('admin.listPlans', ListPlansInput, async ({ db, clock }): Promise<{ data: AdminPlanView[]; nextCursor: null }> =>
  ({ data: await readPlans(db, clock.now()), nextCursor: null }))

/** One plan. @throws DomainError not_found */
export const getAnyPlan = platformQuery('admin.getPlan', GetPlanInput, async ({ db, clock }, { id }): Promise<AdminPlanView> => {
  const [plan] = await readPlans(db, clock.now(), { id })
  if (!plan) throw notFound('plan')
  return plan
})
