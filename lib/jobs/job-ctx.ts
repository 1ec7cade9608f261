import type { PlatformCtx } from '@/lib/domain/context'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { configuredProviders } from '@/lib/providers/configured'

/** The platform itself at work. @param job its name in the audit trail */
export const jobCtx = (job: string): PlatformCtx => ({
  actor: { kind: 'system', job }, clock: systemClock, requestId: newId('req'), locale: 'en', providers: configuredProviders(),
})
