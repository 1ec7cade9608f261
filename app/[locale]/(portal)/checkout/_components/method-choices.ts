import type { getTranslations } from 'next-intl/server'
import type { RadioChoice } from '@/components/ui/radio-cards'
import { healthOf } from '@/lib/providers/payments/health'
import type { PortalCtx } from '@/lib/http/context'

/** Every configured way to pay, with its health: one that is down is shown with the reason and cannot be chosen. */
export async function methodChoices(ctx: PortalCtx, t: Awaited<ReturnType<typeof getTranslations<'checkout'>>>): Promise<RadioChoice[]> {
  const providers = Object.values(ctx.providers.payments).filter((one) => one !== undefined && one.mode === ctx.session.client.mode)
  return Promise.all(providers.map(async (provider) => {
    const { ok } = await healthOf(provider)
    return { value: provider.id, title: t(`provider.${provider.id}`), hint: ok ? t(`providerHint.${provider.id}`) : t('unavailable'), isDisabled: !ok }
  }))
}
