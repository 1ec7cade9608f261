import type { PrismaClient } from '@/lib/db/generated/client'
import { lockName } from '@/lib/db/locks'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import { legalEntity, models, plans, taxRates } from './catalog-data'
import { seedInstances } from './instances'

/** Everything is in force from here on, so that a clock set into the past still finds prices. */
const effectiveFrom = new Date('2024-01-01T00:00:00Z')

/**
 * The first world's catalogue: house models with prices, the four plans, tax rates and the seller. Running it again adds
 * only what is missing; what the operator has changed stays.
 */
export async function seedCatalog(db: PrismaClient, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockName(tx, 'seed.catalog') // two that start at once add each row once
    await seedAll(tx, now)
  })
}

async function seedAll(db: Db, now: Date): Promise<void> {
  await seedModels(db, now)
  for (const plan of plans) await seedPlan(db, plan, now)
  await seedInstances(db, now)
  await seedTax(db)
  if ((await db.legalEntity.count()) === 0) await db.legalEntity.createMany({ data: [{ id: newId('lgl', now), ...legalEntity }], skipDuplicates: true })
  await db.setting.createMany({ data: [{ key: 'blocked_countries', value: [], updatedAt: now }], skipDuplicates: true })
}

async function seedModels(db: Db, now: Date): Promise<void> {
  const upstream = await db.upstream.upsert({
    where: { name: 'house' },
    update: {},
    create: { id: newId('ups', now), name: 'house', baseUrl: 'http://127.0.0.1/v1', isHouse: true, createdAt: now, updatedAt: now },
    select: { id: true },
  })
  for (const { upstreamModel, input, output, ...model } of models) {
    const found = await db.model.findUnique({ where: { slug: model.slug }, select: { id: true } })
    if (found) continue
    const modelId = newId('mdl', now)
    await db.model.create({ data: { id: modelId, ...model, isDemo: true, createdAt: now }, select: { id: true } })
    await db.modelUpstream.create({ data: { modelId, upstreamId: upstream.id, upstreamModel }, select: { modelId: true } })
    await db.modelPrice.create({
      select: { id: true },
      data: {
        id: newId('prc', now), modelId, currency: 'USD', inputMicrosPerMillion: input, cachedInputMicrosPerMillion: input / 2n,
        outputMicrosPerMillion: output, requestMicros: 0n, effectiveFrom, createdAt: now,
      },
    })
  }
}

async function seedPlan(db: Db, seed: (typeof plans)[number], now: Date): Promise<void> {
  const { code, rank, prices, spendLimitUsd, description, ...limits } = seed
  if (await db.plan.findUnique({ where: { code }, select: { id: true } })) return
  const [planId, versionId] = [newId('pln', now), newId('plv', now)]
  const name = `${code.charAt(0).toUpperCase()}${code.slice(1)}` // plan names stay Latin in both languages
  await db.plan.create({ data: { id: planId, code, rank, createdAt: now }, select: { id: true } })
  await db.planVersion.create({
    select: { id: true },
    data: {
      ...limits, id: versionId, planId, version: 1, name: { en: name, ar: name }, description, publishedAt: effectiveFrom,
    },
  })
  const rows = prices ? (['month', 'year'] as const).map((interval) => ({
    id: newId('prc', now), planVersionId: versionId, currency: 'USD', interval, amountMinor: prices[interval],
  })) : []
  await db.planPrice.createMany({ data: rows })
  if (spendLimitUsd !== null) await db.planSpendLimit.create({ data: { planVersionId: versionId, currency: 'USD', amountMinor: spendLimitUsd * 100n }, select: { currency: true } })
  const all = await db.model.findMany({ select: { id: true } })
  await db.planModel.createMany({ data: all.map(({ id }) => ({ planVersionId: versionId, modelId: id })) })
}

async function seedTax(db: Db): Promise<void> {
  for (const { country, ratePpm, isInclusive = false, name } of taxRates) {
    if ((await db.taxRate.count({ where: { country } })) > 0) continue
    await db.taxRate.create({ select: { id: true }, data: { id: newId('tax'), country, ratePpm, isInclusive, name, effectiveFrom } })
  }
}
