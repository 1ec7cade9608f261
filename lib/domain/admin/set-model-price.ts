import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { decimalToScaled } from '@/lib/kernel/money'
import { platformCommand } from '../platform/command'
import { readModel } from './list-models'
import { priceStart } from './price-start'
import { SetModelPriceInput } from './schema'
import type { AdminModelView } from './view'

/** "0.15" → 150000 (1e-6 of the major unit). The schema has checked the shape. */
const micros = (decimal: string): bigint => decimalToScaled(decimal, 6)

/**
 * Writes the next price of a model. The one in force ends where it begins; requests keep the price of their moment.
 * @throws DomainError not_found, invalid_input when it would begin in the past or before one that is already planned
 */
export const setModelPrice = platformCommand('admin.setModelPrice', SetModelPriceInput, async (ctx, input): Promise<AdminModelView> => {
  const { id: modelId, currency } = input
  const now = ctx.clock.now()
  const effectiveFrom = priceStart(input.effectiveFrom, now)
  const locked = await ctx.db.$queryRaw<unknown[]>`SELECT 1 FROM "Model" WHERE "id" = ${modelId} FOR UPDATE`
  if (locked.length === 0) throw notFound('model')
  if ((await ctx.db.modelPrice.count({ where: { modelId, currency, effectiveFrom: { gte: effectiveFrom } } })) > 0) {
    throw invalidField('effectiveFrom', 'pricePlanned')
  }
  await ctx.db.modelPrice.updateMany({
    where: { modelId, currency, OR: [{ effectiveTo: null }, { effectiveTo: { gt: effectiveFrom } }] }, data: { effectiveTo: effectiveFrom },
  })
  const rates = {
    inputMicrosPerMillion: micros(input.inputPerMillion), cachedInputMicrosPerMillion: micros(input.cachedInputPerMillion ?? input.inputPerMillion),
    outputMicrosPerMillion: micros(input.outputPerMillion), requestMicros: micros(input.perRequest),
  }
  await ctx.db.modelPrice.create({ select: { id: true }, data: { id: newId('prc', now), modelId, currency, ...rates, effectiveFrom, createdAt: now } })
  await ctx.record(modelId, { currency, ...rates, effectiveFrom })
  return readModel(ctx.db, modelId, now)
})
