import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { required } from '@/lib/kernel/assert'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { PlatformRun } from '../../context'
import { platformCommand } from '../../platform/command'
import { readPlans } from './list-plans'
import { PublishPlanVersionInput } from './schema'
import { currenciesOf, minorOf, usageTermsOf, type UsageTerms } from './usage-terms'
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

type Price = { currency: string; interval: 'month' | 'year'; amountMinor: bigint }

/** Every price a draft names. @throws DomainError invalid_input */
export function pricesOf(rows: Input['prices']): Price[] {
  return rows.flatMap(({ currency, spendLimit, ...amounts }, at) => {
    if (rows.findIndex((other) => other.currency === currency) !== at) throw invalidField(`prices.${at}.currency`, 'taken')
    const own = (['month', 'year'] as const).flatMap((interval) => {
      const amountMinor = minorOf(`prices.${at}.${interval}`, amounts[interval], currency)
      return amountMinor === null ? [] : [{ currency, interval, amountMinor }]
    })
    // Of a plan whose price is agreed with each client, a row may say what may be spent beyond it.
    if (own.length === 0 && !spendLimit) throw invalidField(`prices.${at}.month`, 'required')
    return own
  })
}

/** The overage each currency's subscribers are allowed to begin with. @throws DomainError invalid_input */
export const spendLimitsOf = (rows: Input['prices']): { currency: string; amountMinor: bigint }[] => rows.flatMap(({ currency, spendLimit }, at) => {
  const amountMinor = minorOf(`prices.${at}.spendLimit`, spendLimit, currency)
  return amountMinor === null ? [] : [{ currency, amountMinor }]
})

/** What the form does not name comes from the version before: finer limits. */
const keptFields = {
  requestsPerHour: true, requestsPerDay: true, concurrentRequests: true, keyRequestsPerMinute: true, keyTokensPerMinute: true, keyRequestsPerHour: true, keyRequestsPerDay: true,
  keyConcurrentRequests: true, usageGraceMinutes: true,
} as const
const none: UsageTerms = { usageTierMode: null, usageTierBasis: null, minimumCommitmentMinor: null, thresholdInvoiceMinor: null, tiers: [] }

/** The version before: its finer limits and its models. A plan's first offers every model. */
async function carryOver(db: Db, planId: string) {
  const before = await db.planVersion.findFirst({ where: { planId }, orderBy: { version: 'desc' }, select: { version: true, ...keptFields, models: { select: { modelId: true } }, instanceSizes: { select: { sizeId: true } } } })
  if (before) return before
  const models = await db.model.findMany({ where: { retiredAt: null }, select: { id: true } })
  return { version: 0, models: models.map(({ id }) => ({ modelId: id })), instanceSizes: [] }
}

/** The sizes of instances a draft offers, or the version before did. @throws DomainError invalid_input when one of them does not exist or is retired */
async function sizesOf(db: Db, asked: readonly string[] | undefined, before: readonly { sizeId: string }[]): Promise<string[]> {
  if (asked === undefined) return before.map(({ sizeId }) => sizeId)
  const ids = [...new Set(asked)]
  const kept = before.map(({ sizeId }) => sizeId)
  if ((await db.instanceSize.count({ where: { id: { in: ids }, OR: [{ retiredAt: null }, { id: { in: kept } }] } })) < ids.length) throw invalidField('sizeIds', 'notAllowed')
  return ids
}

/** How usage is priced: as the draft says, or as the version before did. @throws DomainError invalid_input */
async function termsOf(db: Db, planId: string, input: Input): Promise<UsageTerms> {
  const currencies = currenciesOf(input.prices)
  if (input.usagePrice !== undefined) return usageTermsOf(input, currencies)
  const [plan] = await readPlans(db, new Date(0), { id: planId })
  const before = plan?.versions[0]?.usage
  // Amounts kept from before are of the currency they had then.
  return before ? usageTermsOf(before, [...new Set([before.currency, ...currencies])]) : none
}

/**
 * Publishes the next version of a plan, or a new plan with its first. From now on it is the one that is sold; subscribers keep the
 * version they hold until they move or are moved.
 * @throws DomainError not_found, invalid_input
 */
export const publishPlanVersion = platformCommand('admin.publishPlanVersion', PublishPlanVersionInput, async (ctx, input): Promise<AdminPlanView> => {
  const { db, clock } = ctx
  const now = clock.now()
  const [prices, spendLimits] = [pricesOf(input.prices), spendLimitsOf(input.prices)]
  const planId = await planOf(ctx, input)
  const { version: last, models, instanceSizes, ...kept } = await carryOver(db, planId)
  const sizeIds = await sizesOf(db, input.sizeIds, instanceSizes)
  const version = last + 1
  const { tiers, ...usage } = await termsOf(db, planId, input)
  const id = newId('plv', now)
  await db.planVersion.create({
    select: { id: true },
    data: {
      ...kept, ...usage,
      id, planId, version, name: { en: input.nameEn, ar: input.nameAr }, description: { en: input.descriptionEn, ar: input.descriptionAr }, trialDays: input.trialDays,
      includedTokens: input.includedTokens, requestsPerMinute: input.requestsPerMinute, tokensPerMinute: input.tokensPerMinute, maxOutputTokens: input.maxOutputTokens,
      maxKeys: input.maxKeys, maxInstances: input.maxInstances, overage: input.overage, supportHours: input.supportHours ?? null,
      publishedAt: now,
    },
  })
  await db.planPrice.createMany({ data: prices.map((price) => ({ ...price, id: newId('prc', now), planVersionId: id })) })
  await db.planSpendLimit.createMany({ data: spendLimits.map((limit) => ({ ...limit, planVersionId: id })) })
  await db.planModel.createMany({ data: models.map(({ modelId }) => ({ planVersionId: id, modelId })) })
  await db.planInstanceSize.createMany({ data: sizeIds.map((sizeId) => ({ planVersionId: id, sizeId })) })
  await db.planUsageTier.createMany({ data: tiers.map((tier, position) => ({ ...tier, position, id: newId('tir', now), planVersionId: id })) })
  await ctx.record(planId, { version, prices, spendLimits, usagePrice: usage.usageTierMode ?? 'list', sizeIds })
  const [plan] = await readPlans(db, now, { id: planId })
  return required(plan, 'the plan')
})
