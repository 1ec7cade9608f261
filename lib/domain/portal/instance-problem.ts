import type { InstanceProblem } from './view'

type Row = { desired: string; status: string; suspendedFor: string | null; storageToldAt: Date | null }

/** What keeps an instance from running as its owner wants; null where nothing does. */
export function problemOf({ desired, status, suspendedFor, storageToldAt }: Row): InstanceProblem | null {
  if (desired === 'deleted') return null
  if (suspendedFor !== null) return suspendedFor === 'expired' || suspendedFor === 'unpaid' ? suspendedFor : 'staff'
  if (desired === 'running' && status === 'failed') return 'failed'
  if (desired === 'running' && status === 'crash_backoff') return 'retrying'
  return status === 'running' && storageToldAt !== null ? 'storage' : null
}
