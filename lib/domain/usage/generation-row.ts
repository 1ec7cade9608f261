import type { Prisma } from '@/lib/db/generated/client'
import { scaledToDecimal } from '@/lib/kernel/money'
import type { GenerationView } from './view'

export const generationFields = {
  id: true, modelSlug: true, endpoint: true, source: true, keyId: true, isStream: true, status: true, httpStatus: true, errorCode: true,
  isEstimated: true, inputTokens: true, cachedTokens: true, outputTokens: true, currency: true, costPicos: true, allowanceTokens: true,
  walletPicos: true, overagePicos: true, modelPriceId: true, upstreamId: true, latencyMs: true, firstTokenMs: true, attempts: true, createdAt: true,
} as const satisfies Prisma.UsageEventSelect

type Row = Prisma.UsageEventGetPayload<{ select: typeof generationFields }>

export function toGenerationView(row: Row): GenerationView {
  const { modelSlug, costPicos, walletPicos, overagePicos, modelPriceId, upstreamId, allowanceTokens, endpoint, source, status, ...rest } = row
  return {
    ...rest, model: modelSlug, priceId: modelPriceId, upstream: upstreamId, allowanceTokens: Number(allowanceTokens),
    endpoint: endpoint as GenerationView['endpoint'], source: source as GenerationView['source'], status: status as GenerationView['status'],
    cost: scaledToDecimal(costPicos, 12), fromWallet: scaledToDecimal(walletPicos, 12), fromOverage: scaledToDecimal(overagePicos, 12),
  }
}
