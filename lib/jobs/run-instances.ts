import { manageInstances } from '@/lib/domain/instances/platform/reconcile/manager'
import { systemClock } from '@/lib/kernel/clock'
import { askHealth } from '@/lib/providers/instance-runtime/ask-health'
import { configuredDriver, configuredKinds } from '@/lib/providers/instance-runtime/configured'

/** Looks after private instances, on the wall's time, until the signal. */
export const runInstances = (signal: AbortSignal): Promise<void> =>
  manageInstances({ clock: systemClock, driver: configuredDriver, askHealth, kinds: configuredKinds() }, signal)
