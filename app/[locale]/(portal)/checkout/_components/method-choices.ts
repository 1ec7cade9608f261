import type { getTranslations } from 'next-intl/server'
import type { RadioChoice } from '@/components/ui/radio-cards'
import { healthOf } from '@/lib/providers/payments/health'
import type { PortalCtx } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'

/** Every configured way to pay, with its health: one that is down is shown with the reason and cannot be chosen. */
export async function methodChoices(ctx: PortalCtx, t: Awaited<ReturnType<typeof getTranslations<'checkout'>>>): Promise<RadioChoice[]> {
  const providers = Object.values(ctx.providers.payments).filter((one) => one !== undefined && one.mode === ctx.session.client.mode)
  return Promise.all(providers.map(async (provider) => {
    const { ok } = await healthOf(provider)
    const hint = provider.id === 'crypto' ? t('providerHint.cryptoCoins', { coins: coinsOf(ctx) }) : t(`providerHint.${provider.id}`)
    return { value: provider.id, title: t(`provider.${provider.id}`), hint: ok ? hint : t('unavailable'), isDisabled: !ok }
  }))
}

/** The coins of the chains that are set up, by their signs. */
const coinsOf = ({ providers, session, locale }: PortalCtx): string =>
  [...new Set(providers.chains.filter(({ mode }) => mode === session.client.mode).flatMap(({ assets }) => assets))].map(ltr).join(locale === 'ar' ? '، ' : ', ')
