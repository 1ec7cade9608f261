import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { required } from '@/lib/kernel/assert'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { exponentOf, parseMoney } from '@/lib/kernel/money'
import type { PlatformRun } from '../../context'
import { platformCommand } from '../../platform/command'
import { readPlans } from './list-plans'
import { PublishPlanVersionInput } from './schema'
import type { AdminPlanView } from './view'

type Input = z.output<typeof PublishPlanVersionInput>

/** The plan, held until commit so that two who publish at once make two versions; or a new one. */
async function planOf({ db, clock }: PlatformRun, input: Input): Promise<string> {
  if (input.id) {
    const found = await db.$queryRaw<unknown[]>`SELECT 1 FROM "Plan" WHERE "id" = ${input.id} FOR UPDATE`
    if (found.length === 0) throw notFound('plan')
    await db.plan.update({ where: { id: input.id }, data: { isPublic: input.isPublic, ...(input.rank === undefined ? {} : { rank: input.rank }) }, select: { id: true } })
    return input.id
  }
  if (!input.code) throw invalidField('code', 'required')
  if ((await db.plan.count({ where: { code: input.code } })) > 0) throw invalidField('code', 'taken')
  const now = clock.now()
  const id = newId('pln', now)
  await db.plan.create({ data: { id, code: input.code, rank: input.rank ?? 100, isPublic: input.isPublic, createdAt: now }, select: { id: true } })
  return id
}

function minorOf(field: 'monthPrice' | 'yearPrice' | 'spendLimit', input: Input, currency: string): bigint | null {
  const text = input[field]
  if (text === null || text === undefined) return null
  const amount = parseMoney(text, currency)
  if (!amount) throw invalidField(field, 'invalid')
  return amount.minor
}

/** What the form does not name comes from the version before: finer limits, how usage is priced. */
const keptFields = {
  requestsPerHour: true, requestsPerDay: true, concurrentRequests: true, keyRequestsPerMinute: true, keyTokensPerMinute: true, keyRequestsPerHour: true, keyRequestsPerDay: true,
  keyConcurrentRequests: true, usageGraceMinutes: true, minimumCommitmentMinor: true, thresholdInvoiceMinor: true, usageTierMode: true, usageTierBasis: true,
} as const
const tierFields = { position: true, upTo: true, ratePpm: true, microsPerMillion: true, flatMinor: true, packageSize: true, packageMinor: true } as const

/** The version before: its other currencies, its models, its tiers. */
async function carryOver(db: Db, planId: string, version: number, currency: string) {
  const before = await db.planVersion.findFirst({
    where: { planId, version: version - 1 },
    select: { id: true, ...keptFields, prices: { where: { currency: { not: currency } }, select: { currency: true, interval: true, amountMinor: true } }, models: { select: { modelId: true } } },
  })
  if (!before) {
    const models = await db.model.findMany({ where: { retiredAt: null }, select: { id: true } })
    return { kept: {}, prices: [], models: models.map(({ id }) => ({ modelId: id })), tiers: [] }
  }
  const { id, prices, models, ...kept } = before
  return { kept, prices, models, tiers: await db.planUsageTier.findMany({ where: { planVersionId: id }, select: tierFields }) }
}

/**
 * Publishes the next version of a plan, or a new plan with its first. From now on it is the one that is sold; subscribers keep the
 * version they hold until they move or are moved.
 * @throws DomainError not_found, invalid_input
 */
export const publishPlanVersion = platformCommand('admin.publishPlanVersion', PublishPlanVersionInput, async (ctx, input): Promise<AdminPlanView> => {
  const { db, clock } = ctx
  const [now, { currency }] = [clock.now(), input]
  const planId = await planOf(ctx, input)
  const newest = await db.planVersion.findFirst({ where: { planId }, orderBy: { version: 'desc' }, select: { version: true } })
  const version = (newest?.version ?? 0) + 1
  const carried = await carryOver(db, planId, version, currency)
  const spendLimit = minorOf('spendLimit', input, 'USD')
  const id = newId('plv', now)
  await db.planVersion.create({
    select: { id: true },
    data: {
      ...carried.kept,
      id, planId, version, name: { en: input.nameEn, ar: input.nameAr }, description: { en: input.descriptionEn, ar: input.descriptionAr }, trialDays: input.trialDays,
      includedTokens: input.includedTokens, requestsPerMinute: input.requestsPerMinute, tokensPerMinute: input.tokensPerMinute, maxOutputTokens: input.maxOutputTokens,
      maxKeys: input.maxKeys, maxInstances: input.maxInstances, overage: input.overage, supportHours: input.supportHours ?? null,
      defaultSpendLimitMicros: spendLimit === null ? null : spendLimit * 10n ** BigInt(6 - exponentOf('USD')), publishedAt: now,
    },
  })
  const own = (['month', 'year'] as const).flatMap((interval) => {
    const amountMinor = minorOf(interval === 'month' ? 'monthPrice' : 'yearPrice', input, currency)
    return amountMinor === null ? [] : [{ currency, interval, amountMinor }]
  })
  await db.planPrice.createMany({ data: [...carried.prices, ...own].map((price) => ({ ...price, id: newId('prc', now), planVersionId: id })) })
  await db.planModel.createMany({ data: carried.models.map(({ modelId }) => ({ planVersionId: id, modelId })) })
  await db.planUsageTier.createMany({ data: carried.tiers.map((tier) => ({ ...tier, id: newId('prc', now), planVersionId: id })) })
  await ctx.record(planId, { version, currency, prices: own })
  const [plan] = await readPlans(db, now, { id: planId })
  return required(plan, 'the plan')
})
