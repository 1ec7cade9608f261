import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import type { Rate } from '@/lib/kernel/rate'

export const modelPriceFields = {
  id: true, currency: true, inputMicrosPerMillion: true, cachedInputMicrosPerMillion: true, outputMicrosPerMillion: true,
  requestMicros: true, effectiveFrom: true,
} as const satisfies Prisma.ModelPriceSelect

export type ModelPriceAt = Rate & { id: string; effectiveFrom: Date }

/**
 * The price of a model in force at an instant: the one row whose [effectiveFrom, effectiveTo) holds it, or null. A model
 * without a price is refused by the gateway, never served free.
 */
export async function priceAt(db: Db, modelId: string, currency: string, instant: Date): Promise<ModelPriceAt | null> {
  return db.modelPrice.findFirst({
    where: { modelId, currency, effectiveFrom: { lte: instant }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: instant } }] },
    select: modelPriceFields,
  })
}
