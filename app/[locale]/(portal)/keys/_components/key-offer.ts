import type { KeyOffer } from '@/components/keys/key-fields'
import type { OfferView } from '@/lib/domain/portal/view'

/** What the forms about keys need to know of the plan. */
export const keyOfferOf = (offer: OfferView, now: Date): KeyOffer => ({
  models: offer.models.filter((model) => model.isInPlan).map(({ slug, name }) => ({ slug, name })),
  requestsPerMinute: offer.plan?.requestsPerMinute ?? null,
  tokensPerMinute: offer.plan?.tokensPerMinute ?? null,
  today: now.toISOString().slice(0, 10),
})
