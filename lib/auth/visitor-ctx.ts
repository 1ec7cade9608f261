import type { PlatformCtx } from '@/lib/domain/context'
import { systemClock } from '@/lib/kernel/clock'
import type { Locale } from '@/lib/i18n/locale'
import { configuredProviders } from '@/lib/providers/configured'

type Facts = { requestId: string; locale: Locale; ip: string | undefined }

/** Somebody who is about to sign in. */
export const visitorCtxOf = (facts: Facts): PlatformCtx => ({
  actor: { kind: 'visitor' }, clock: systemClock, requestId: facts.requestId, locale: facts.locale, providers: configuredProviders(), ...(facts.ip ? { ip: facts.ip } : {}),
})
