import type { Prisma } from '@/lib/db/generated/client'
import { scaledToDecimal } from '@/lib/kernel/money'
import { LocalizedTextView } from '../catalog/view'
import { healthFields, upstreamHealth } from './upstream-health'
import type { AdminModelView, AdminPriceView } from './view'

const priceFields = {
  id: true, currency: true, inputMicrosPerMillion: true, cachedInputMicrosPerMillion: true, outputMicrosPerMillion: true, requestMicros: true,
  effectiveFrom: true, effectiveTo: true,
} as const satisfies Prisma.ModelPriceSelect

export const modelFields = {
  id: true, slug: true, name: true, description: true, kind: true, contextTokens: true, maxOutputTokens: true, systemPrompt: true, defaults: true, isDemo: true,
  retiredAt: true,
  prices: { orderBy: [{ currency: 'asc' }, { effectiveFrom: 'desc' }], select: priceFields },
  upstreams: {
    orderBy: [{ priority: 'asc' }, { weight: 'desc' }],
    select: { upstreamId: true, upstreamModel: true, weight: true, priority: true, upstream: { select: { name: true, ...healthFields } } },
  },
  plans: { select: { planVersion: { select: { retiredAt: true, plan: { select: { code: true } } } } } },
} as const satisfies Prisma.ModelSelect
export type ModelRow = Prisma.ModelGetPayload<{ select: typeof modelFields }>

const perMillion = (micros: bigint): string => scaledToDecimal(micros, 6)

export function priceView(row: ModelRow['prices'][number]): AdminPriceView {
  const { id, currency, effectiveFrom, effectiveTo } = row
  return {
    id, currency, effectiveFrom, effectiveTo, inputPerMillion: perMillion(row.inputMicrosPerMillion), cachedInputPerMillion: perMillion(row.cachedInputMicrosPerMillion),
    outputPerMillion: perMillion(row.outputMicrosPerMillion), perRequest: perMillion(row.requestMicros),
  }
}

const numberIn = (defaults: unknown, key: string): number | null => {
  const value: unknown = typeof defaults === 'object' && defaults !== null ? Reflect.get(defaults, key) : null
  return typeof value === 'number' ? value : null
}

export function modelView(row: ModelRow, now: Date): AdminModelView {
  const { description, defaults, retiredAt, prices, upstreams, plans, ...rest } = row
  const inForce = prices.find((price) => price.effectiveFrom <= now && (price.effectiveTo === null || price.effectiveTo > now))
  return {
    ...rest,
    description: LocalizedTextView.parse(description),
    temperature: numberIn(defaults, 'temperature'), topP: numberIn(defaults, 'top_p'), maxTokens: numberIn(defaults, 'max_tokens'),
    isRetired: retiredAt !== null && retiredAt <= now,
    price: inForce ? priceView(inForce) : null,
    prices: prices.map(priceView),
    links: upstreams.map(({ upstream, ...link }) => ({ ...link, upstreamName: upstream.name, isEnabled: upstream.enabled, health: upstreamHealth(upstream, now) })),
    planCodes: [...new Set(plans.filter(({ planVersion }) => planVersion.retiredAt === null).map(({ planVersion }) => planVersion.plan.code))].sort(),
  }
}
