import { RuntimeError, type RuntimeErrorCode } from '@/lib/providers/instance-runtime/types'
import type { StatusReason } from '../../view'
import { limits, type Patch, type Wanted } from './facts'

type History = Pick<Wanted, 'crashes' | 'readyAt'>

/** Seconds between tries: 1, 2, 4 … up to five minutes. */
export const backoffMs = (crashes: number): number => Math.min(limits.longestBackoffMs, limits.firstBackoffMs * 2 ** Math.max(0, crashes - 1))

/**
 * How it stands after it ended by itself or could not be started: another try later, or none after so many in a row. Ten healthy
 * minutes make it begin from one.
 */
export function afterCrash({ crashes, readyAt }: History, reason: StatusReason, now: Date): Patch {
  const wasHealthy = readyAt !== null && now.getTime() - readyAt.getTime() >= limits.healthyAfterMs
  const count = wasHealthy ? 1 : crashes + 1
  const common: Patch = { statusReason: reason, endpoint: null, readyAt: null, crashes: count }
  if (count >= limits.mostCrashes) return { ...common, status: 'failed', nextTryAt: null }
  return { ...common, status: 'crash_backoff', nextTryAt: new Date(now.getTime() + backoffMs(count)) }
}

const reasons: Record<RuntimeErrorCode, StatusReason> = { isolation: 'isolation', capacity: 'capacity', model: 'model', image: 'driver', unavailable: 'driver', failed: 'driver' }

/** The same after the runtime refused to make it. A model that is not one is never tried again by itself; a runtime that is away is waited for, however long. */
export function afterRefusal(history: History, error: unknown, now: Date): Patch {
  const code = error instanceof RuntimeError ? error.code : 'failed'
  const statusDetail = (error instanceof Error ? error.message : String(error)).slice(0, 2_000)
  if (code === 'model') return { ...modelRefused, statusDetail }
  const crashes = code === 'unavailable' ? Math.min(history.crashes, limits.mostCrashes - 2) : history.crashes
  return { ...afterCrash({ ...history, crashes }, reasons[code], now), statusDetail }
}

/** Nothing but another model helps. */
export const modelRefused: Patch = { status: 'failed', statusReason: 'model', endpoint: null, readyAt: null, nextTryAt: null }
