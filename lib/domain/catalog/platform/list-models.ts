import { platformQuery } from '@/lib/domain/platform/command'
import { modelPriceFields } from '../price-at'
import { ListModelsInput } from '../schema'
import { LocalizedTextView, type ModelView } from '../view'

const baseCurrency = 'USD'

/** Every model that can be called, with the price in force now in the base currency (null = not sold yet). */
export const listModels = platformQuery('catalog.listModels', ListModelsInput, async (ctx): Promise<{ data: ModelView[]; nextCursor: null }> => {
  const now = ctx.clock.now()
  const rows = await ctx.db.model.findMany({
    where: { OR: [{ retiredAt: null }, { retiredAt: { gt: now } }] },
    orderBy: [{ kind: 'asc' }, { name: 'asc' }],
    select: {
      id: true, slug: true, name: true, description: true, kind: true, contextTokens: true, maxOutputTokens: true, isDemo: true,
      prices: {
        where: { currency: baseCurrency, effectiveFrom: { lte: now }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: now } }] },
        select: modelPriceFields,
        take: 1,
      },
    },
  })
  const data = rows.map(({ prices, description, kind, ...row }): ModelView => ({
    ...row,
    kind: kind === 'embedding' ? 'embedding' : 'chat',
    description: LocalizedTextView.parse(description),
    price: prices[0] ?? null,
  }))
  return { data, nextCursor: null }
})
