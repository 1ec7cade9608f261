import type { ExitReason } from '@/lib/providers/instance-runtime/types'
import type { InstanceStatus, StatusReason } from '../../view'
import { afterCrash, modelRefused } from './after-crash'
import { limits, startupMs, type Act, type Health, type Patch, type Seen, type Step, type Wanted } from './facts'

const nothing: Step = { before: {}, act: null, after: {}, againMs: null }
const write = (before: Patch, againMs: number | null = null): Step => ({ ...nothing, before, againMs })
const doing = (act: Act, before: Patch, after: Patch, againMs: number | null = 0): Step => ({ before, act, after, againMs })
const lookIn = (againMs: number): Step => ({ ...nothing, againMs })

const isAlive = ({ phase }: Seen): boolean => phase === 'starting' || phase === 'running'
const msSince = (at: Date, now: Date): number => now.getTime() - at.getTime()
const atRest: Patch = { endpoint: null, readyAt: null, nextTryAt: null, crashes: 0 }

/**
 * The one step that brings an instance nearer to what is wanted of it; the same facts give the same step, and a step that was begun
 * and cut off is simply decided again. Nothing else decides what the manager does.
 */
export function nextStep(row: Wanted, seen: Seen, health: Health, now: Date): Step {
  if (row.status === 'deleted') return nothing
  if (row.desired === 'deleted') return towardsDeletion(row, seen, now)
  const rest = wantedRest(row, now)
  return rest ? towardsRest(row, seen, rest) : towardsRunning(row, seen, health, now)
}

/** The workload goes at once, its files when their time is over. */
function towardsDeletion(row: Wanted, seen: Seen, now: Date): Step {
  const before: Patch = row.status === 'deleting' ? {} : { ...atRest, status: 'deleting', statusReason: 'asked' }
  if (row.deleteAfter === null || row.deleteAfter <= now) return doing('destroy', before, { status: 'deleted', deletedAt: now }, null)
  const isReleased = row.status === 'deleting' && row.observedGeneration === 0 && !isAlive(seen)
  return isReleased ? nothing : doing('release', before, { observedGeneration: 0 }, null)
}

type Rest = { status: 'stopped' | 'suspended' | 'sleeping'; reason: StatusReason }

/** The platform's word beats the client's wish, which beats sleep. */
function wantedRest(row: Wanted, now: Date): Rest | null {
  if (row.suspendedFor !== null) return { status: 'suspended', reason: row.suspendedFor }
  if (row.desired === 'stopped') return { status: 'stopped', reason: 'asked' }
  return isAsleep(row) || isIdle(row, now) ? { status: 'sleeping', reason: 'idle' } : null
}

function isAsleep({ status, statusReason, statusSince, wakeAskedAt, restartNonce, observedNonce }: Wanted): boolean {
  const isMeantTo = status === 'sleeping' || (status === 'stopping' && statusReason === 'idle')
  return isMeantTo && restartNonce === observedNonce && (wakeAskedAt === null || wakeAskedAt <= statusSince)
}

function isIdle({ status, idleSleepMinutes, lastRequestAt, wakeAskedAt, readyAt, statusSince }: Wanted, now: Date): boolean {
  if (status !== 'running' || idleSleepMinutes === null) return false
  const last = Math.max(...[lastRequestAt, wakeAskedAt, readyAt ?? statusSince].map((at) => at?.getTime() ?? 0))
  return now.getTime() - last >= idleSleepMinutes * 60_000
}

/** Routing ends before the workload is asked to: the address goes with the first write. */
function towardsRest(row: Wanted, seen: Seen, { status, reason }: Rest): Step {
  const isThere = row.status === status && row.statusReason === reason
  const rested: Patch = { ...atRest, status, statusReason: reason }
  if (!isAlive(seen) && seen.phase !== 'unknown') return isThere ? nothing : write(rested)
  if (isThere && seen.phase === 'unknown') return nothing
  const before: Patch = row.status === 'stopping' && row.statusReason === reason ? {} : { status: 'stopping', statusReason: reason, endpoint: null }
  return seen.phase === 'unknown' ? write(before, limits.doubtLookMs) : doing('stop', before, rested)
}

const endingFirst = new Set<InstanceStatus>(['stopping', 'failed', 'crash_backoff'])
const following = new Set<InstanceStatus>(['starting', 'running', 'unready'])

function towardsRunning(row: Wanted, seen: Seen, health: Health, now: Date): Step {
  const isAskedAnew = row.generation !== row.observedGeneration || row.restartNonce !== row.observedNonce
  if (row.status === 'failed' && !isAskedAnew) return isAlive(seen) ? doing('stop', {}, {}, null) : nothing
  if (seen.phase === 'unknown') return following.has(row.status) && row.endpoint ? asHealthSays(row, seen, health, now) : lookIn(limits.doubtLookMs)
  if (isAlive(seen)) return withWorkload(row, seen, health, now)
  if (following.has(row.status)) return whenGone(row, seen, now, isAskedAnew)
  const waitMs = row.status === 'crash_backoff' && !isAskedAnew && row.nextTryAt ? -msSince(row.nextTryAt, now) : 0
  return waitMs > 0 ? lookIn(waitMs) : make(row, isAskedAnew)
}

function make(row: Wanted, isAskedAnew: boolean): Step {
  const taken: Patch = { observedGeneration: row.generation, observedNonce: row.restartNonce }
  if (!row.model.isThere) return write({ ...modelRefused, ...taken })
  const before: Patch = { ...taken, status: 'provisioning', statusReason: null, statusDetail: null, endpoint: null, readyAt: null, nextTryAt: null, crashes: isAskedAnew ? 0 : row.crashes }
  return doing('make', before, { status: 'starting' }, limits.startLookMs)
}

/** Something runs. What is left of a try that was given up, and what is not as wanted, ends first. */
function withWorkload(row: Wanted, seen: Seen, health: Health, now: Date): Step {
  if (endingFirst.has(row.status)) return doing('stop', {}, {})
  const isStale = (seen.generation ?? row.observedGeneration) !== row.generation || row.restartNonce !== row.observedNonce
  if (isStale) return doing('stop', { status: 'stopping', statusReason: 'asked', endpoint: null }, {})
  if (!following.has(row.status)) return write({ status: 'starting', statusReason: null }, limits.startLookMs)
  return row.status === 'starting' ? whileStarting(row, seen, health, now) : asHealthSays(row, seen, health, now)
}

function whileStarting(row: Wanted, seen: Seen, health: Health, now: Date): Step {
  if (health.isReady) return write({ status: 'running', statusReason: null, endpoint: seen.endpoint, isolation: seen.isolation, readyAt: now })
  const ms = msSince(row.statusSince, now)
  if (ms > startupMs(row.model.bytes)) return doing('stop', afterCrash(row, 'never_ready', now), {}, null)
  return lookIn(ms < limits.slowStartAfterMs ? limits.startLookMs : limits.slowStartLookMs)
}

/** It ran, or was let run a moment ago, and does no more. */
function whenGone(row: Wanted, seen: Seen, now: Date, isAskedAnew: boolean): Step {
  if (isAskedAnew) return make(row, true)
  const mayAppear = row.status === 'starting' && seen.phase !== 'exited' && msSince(row.statusSince, now) < limits.appearWithinMs
  if (mayAppear) return lookIn(limits.startLookMs)
  if (seen.exit?.reason === 'model' && row.status === 'starting') return write(modelRefused)
  return write(afterCrash(row, reasonOf(seen.exit?.reason), now), 0)
}

const crashReasons: Partial<Record<ExitReason, StatusReason>> = { oom: 'oom', disk_quota: 'disk_quota', image: 'driver', model: 'model' }
const reasonOf = (exit: ExitReason | undefined): StatusReason => (exit && crashReasons[exit]) ?? 'crash'

/** It answers, or does not: then it is routed to no more, and after so many times it is taken for hung. */
function asHealthSays(row: Wanted, seen: Seen, health: Health, now: Date): Step {
  if (health.isReady) return write(whenReady(row, seen, now))
  if (health.failures >= limits.hungAfter && isAlive(seen)) return doing('stop', afterCrash(row, 'hung', now), {}, null)
  const isUnready = health.failures >= limits.unreadyAfter && row.status === 'running'
  return write(isUnready ? { status: 'unready', statusReason: null, endpoint: null } : {}, limits.doubtLookMs)
}

function whenReady(row: Wanted, seen: Seen, now: Date): Patch {
  const endpoint = seen.endpoint ?? row.endpoint
  if (row.status !== 'running') return { status: 'running', statusReason: null, endpoint, readyAt: now }
  const isMoved = JSON.stringify(sorted(endpoint)) !== JSON.stringify(sorted(row.endpoint))
  const isLongHealthy = row.crashes > 0 && row.readyAt !== null && msSince(row.readyAt, now) >= limits.healthyAfterMs
  return { ...(isMoved ? { endpoint } : {}), ...(isLongHealthy ? { crashes: 0 } : {}), ...(seen.phase !== 'unknown' && seen.isolation !== row.isolation ? { isolation: seen.isolation } : {}) }
}

const sorted = (value: object | null): [string, unknown][] | null => value && Object.entries(value).sort()
