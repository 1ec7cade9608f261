import type { Db } from '@/lib/db/transaction'
import { UsageStepsView, type PlanView, type SoldPlanView } from './view'

const fields = {
  id: true, usageTierMode: true, usageTierBasis: true, minimumCommitmentMinor: true,
  usageTiers: { orderBy: { position: 'asc' }, select: { upTo: true, ratePpm: true, microsPerMillion: true, flatMinor: true, packageSize: true, packageMinor: true } },
} as const

/** The plans with how each prices usage past its allowance: read apart, since only who chooses a plan asks for it. */
export async function withUsageSteps(db: Db, plans: readonly PlanView[]): Promise<SoldPlanView[]> {
  const rows = await db.planVersion.findMany({ where: { id: { in: plans.map(({ versionId }) => versionId) } }, select: fields })
  return plans.map((plan) => {
    const row = rows.find(({ id }) => id === plan.versionId)
    const steps = row?.usageTierMode ? UsageStepsView.parse({ mode: row.usageTierMode, basis: row.usageTierBasis, steps: row.usageTiers }) : null
    return { ...plan, usageSteps: steps, minimumCommitmentMinor: row?.minimumCommitmentMinor ?? null }
  })
}
