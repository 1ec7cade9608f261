import type { KeyOffer } from '@/components/keys/key-fields'
import { can } from '@/lib/auth/permissions'
import type { OfferView } from '@/lib/domain/portal/view'
import type { PortalCtx } from '@/lib/http/context'

/** What the forms about keys need to know of the plan and of who fills them in. */
export const keyOfferOf = (offer: OfferView, { actor, clock, session }: PortalCtx): KeyOffer => ({
  models: offer.models.filter((model) => model.isInPlan).map(({ slug, name }) => ({ slug, name })),
  limits: {
    requestsPerMinute: offer.plan?.requestsPerMinute ?? null, requestsPerHour: offer.plan?.requestsPerHour ?? null, requestsPerDay: offer.plan?.requestsPerDay ?? null,
    tokensPerMinute: offer.plan?.tokensPerMinute ?? null, concurrentRequests: offer.plan?.concurrentRequests ?? null,
  },
  today: clock.now().toISOString().slice(0, 10),
  currency: session.client.currency,
  mayGrantManage: can(actor, 'accounts.updateProfile'),
})
