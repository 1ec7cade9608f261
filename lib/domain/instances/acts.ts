import type { InstanceAct } from './view'

type Standing = { desired: string; suspendedFor: string | null; status: string }

/** Left only by asking for it: the manager does not try again, or waits. */
const restingStatuses = ['sleeping', 'failed', 'crash_backoff']

/** What may be done with an instance as it stands; verbs and pages read this one answer. */
export function actsOf({ desired, suspendedFor, status }: Standing): InstanceAct[] {
  if (desired === 'deleted') return []
  const isWanted = desired === 'running'
  if (suspendedFor !== null) return [...(isWanted ? ['stop', 'suspend'] as const : []), 'update', 'delete']
  if (!isWanted) return ['start', 'resume', 'resize', 'update', 'delete']
  return [...(restingStatuses.includes(status) ? ['start', 'resume'] as const : []), 'stop', 'suspend', 'restart', 'resize', 'update', 'delete']
}
