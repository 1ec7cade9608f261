import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { LocalizedTextView, type PlanView } from './view'

export const planVersionFields = {
  id: true, version: true, name: true, description: true, trialDays: true, includedTokens: true, requestsPerMinute: true,
  requestsPerHour: true, requestsPerDay: true, tokensPerMinute: true, keyRequestsPerMinute: true, keyTokensPerMinute: true,
  maxOutputTokens: true, maxKeys: true, maxInstances: true, overage: true, supportHours: true,
  plan: { select: { id: true, code: true, rank: true, isPublic: true } },
  prices: { select: { currency: true, interval: true, amountMinor: true }, orderBy: [{ currency: 'asc' }, { interval: 'asc' }] },
  spendLimits: { select: { currency: true, amountMinor: true }, orderBy: { currency: 'asc' } },
  models: { select: { model: { select: { slug: true } } } },
  instanceSizes: { select: { size: { select: { id: true, code: true, name: true, rank: true } } } },
} as const satisfies Prisma.PlanVersionSelect
export type PlanVersionRow = Prisma.PlanVersionGetPayload<{ select: typeof planVersionFields }>

export function planView(row: PlanVersionRow): PlanView {
  const { plan, prices, models, instanceSizes, name, description, overage, ...limits } = row
  return {
    ...limits,
    id: plan.id,
    versionId: row.id,
    code: plan.code,
    rank: plan.rank,
    name: LocalizedTextView.parse(name),
    description: LocalizedTextView.parse(description),
    overage: overage === 'allow' ? 'allow' : 'stop',
    instanceSizes: instanceSizes.map(({ size }) => size).toSorted((a, b) => a.rank - b.rank).map(({ id, code, name: sizeName }) => ({ id, code, name: LocalizedTextView.parse(sizeName) })),
    models: models.map(({ model }) => model.slug).sort(),
    prices: prices.map((price) => ({ ...price, interval: price.interval === 'year' ? 'year' : 'month' })),
  }
}

/** The versions that are sold at `at`: the newest of each plan that is published and not retired by then. */
export async function soldPlanVersions(db: Db, at: Date, where: Prisma.PlanWhereInput = {}): Promise<PlanVersionRow[]> {
  const rows = await db.planVersion.findMany({
    where: { publishedAt: { lte: at }, OR: [{ retiredAt: null }, { retiredAt: { gt: at } }], plan: where },
    orderBy: [{ plan: { rank: 'asc' } }, { version: 'desc' }],
    select: planVersionFields,
  })
  return rows.filter((row, i) => rows.findIndex((other) => other.plan.id === row.plan.id) === i)
}
