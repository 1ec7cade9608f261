import type { Task } from 'graphile-worker'
import { releaseForgotten } from '@/lib/domain/gateway'
import { systemClock } from '@/lib/kernel/clock'
import { log } from '@/lib/log'

/** Gives back what requests held whose process died before they ended. */
export const sweepHolds: Task = async () => {
  const released = await releaseForgotten(systemClock.now())
  if (released > 0) log.warn({ released }, 'forgotten holds were given back')
}
