import { listModels } from '@/lib/domain/catalog'
import type { LocalizedText } from '@/lib/i18n/locale'
import { query } from '../command'
import { GetOfferInput } from './schema'
import type { OfferView } from './view'

const planFields = {
  name: true, maxKeys: true, maxInstances: true, maxOutputTokens: true, requestsPerMinute: true, tokensPerMinute: true, keyRequestsPerMinute: true, keyTokensPerMinute: true,
  requestsPerHour: true, requestsPerDay: true, concurrentRequests: true, keyRequestsPerHour: true, keyRequestsPerDay: true, keyConcurrentRequests: true,
  plan: { select: { code: true } }, models: { select: { modelId: true } },
} as const

/** The models with what they cost, which of them the client's own plan version holds, and its limits. */
export const getOffer = query('portal.getOffer', GetOfferInput, async (ctx): Promise<OfferView> => {
  const { db, clientId } = ctx
  const [subscription, profile, catalogue] = await Promise.all([
    db.subscription.findFirst({
      where: { clientId, status: { in: ['trialing', 'active', 'past_due', 'paused'] } }, orderBy: { id: 'desc' },
      select: { status: true, planVersion: { select: planFields } },
    }),
    db.clientProfile.findUnique({ where: { clientId }, select: { timeZone: true } }),
    listModels(ctx, {}),
  ])
  const version = subscription?.planVersion
  const offered = new Set(version?.models.map(({ modelId }) => modelId))
  return {
    plan: version && subscription ? {
      code: version.plan.code, name: version.name as LocalizedText, status: subscription.status as NonNullable<OfferView['plan']>['status'],
      maxKeys: version.maxKeys, maxInstances: version.maxInstances, maxOutputTokens: version.maxOutputTokens,
      requestsPerMinute: version.keyRequestsPerMinute ?? version.requestsPerMinute, tokensPerMinute: version.keyTokensPerMinute ?? version.tokensPerMinute,
      requestsPerHour: version.keyRequestsPerHour ?? version.requestsPerHour, requestsPerDay: version.keyRequestsPerDay ?? version.requestsPerDay,
      concurrentRequests: version.keyConcurrentRequests ?? version.concurrentRequests,
    } : null,
    models: catalogue.data.map((model) => ({ ...model, isInPlan: offered.has(model.id) })),
    timeZone: profile?.timeZone ?? 'UTC',
  }
})
