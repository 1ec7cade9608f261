import { fieldMessages } from '@/lib/http/problem'
import { listSubscriptions, previewAct } from '@/lib/domain/billing'
import type { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import type { PortalCtx } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'

export const isAlive = ({ status }: SubscriptionView): boolean => ['trialing', 'active', 'past_due', 'paused'].includes(status)

/** The client's one running or paused subscription. */
export async function aliveSubscription(ctx: PortalCtx): Promise<SubscriptionView | undefined> {
  return (await listSubscriptions(ctx, {})).data.find(isAlive)
}

type Wish = Omit<Parameters<typeof previewAct>[1], 'id'>

/** The priced preview of an act, or the sentence that says why it is not possible now. */
export async function tryPreview(ctx: PortalCtx, id: string, wish: Wish): Promise<{ preview: ActPreviewView | null; refusal: string | null }> {
  try {
    return { preview: await previewAct(ctx, { id, ...wish }), refusal: null }
  } catch (error) {
    if (!(error instanceof DomainError) || !['invalid_state', 'not_found', 'invalid_input'].includes(error.code)) throw error
    const [refusal] = Object.values(fieldMessages(ctx.locale, error.fields ?? {}))
    return { preview: null, refusal: refusal ?? null }
  }
}
