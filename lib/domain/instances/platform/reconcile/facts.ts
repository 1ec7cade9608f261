import type { InstanceEndpoint, IsolationLevel, Observed } from '@/lib/providers/instance-runtime/types'
import type { InstanceStatus, StatusReason } from '../../view'

/** What is wanted of an instance beside what was last written of it: all that a step is decided by. */
export type Wanted = {
  desired: 'running' | 'stopped' | 'deleted'
  suspendedFor: 'unpaid' | 'expired' | 'staff' | 'abuse' | null
  generation: number
  restartNonce: number
  wakeAskedAt: Date | null
  lastRequestAt: Date | null
  idleSleepMinutes: number | null
  deleteAfter: Date | null

  status: InstanceStatus
  statusReason: StatusReason | null
  statusSince: Date
  observedGeneration: number
  observedNonce: number
  isolation: IsolationLevel | null
  endpoint: InstanceEndpoint | null
  readyAt: Date | null
  crashes: number
  nextTryAt: Date | null

  /** Whether the file of its model is there, and how large it is. */
  model: { isThere: boolean; bytes: number }
}

/** What `/health` said: ready or not, and how many times in a row it was not. */
export type Health = { isReady: boolean; failures: number }

/** What was seen of the workload: enough of what a driver tells. */
export type Seen = Pick<Observed, 'phase' | 'generation' | 'endpoint' | 'exit' | 'isolation'>

/** Columns that the manager writes. */
export type Patch = Partial<{
  status: InstanceStatus
  statusReason: StatusReason | null
  statusDetail: string | null
  observedGeneration: number
  observedNonce: number
  isolation: IsolationLevel
  endpoint: InstanceEndpoint | null
  readyAt: Date | null
  crashes: number
  nextTryAt: Date | null
  deletedAt: Date
}>

/** `make`: bring it to its spec and start it. `release`: remove all but its files. */
export type Act = 'make' | 'stop' | 'release' | 'destroy'

/** What to write, then what to do, then what to write once it is done. `againMs`: when to look again; null = at the next turn. */
export type Step = { before: Patch; act: Act | null; after: Patch; againMs: number | null }

export const limits = {
  /** A start is followed this closely, at first and later. */
  startLookMs: 250,
  slowStartLookMs: 1_000,
  slowStartAfterMs: 10_000,
  /** A workload that was just started may not be seen at once. */
  appearWithinMs: 5_000,
  /** After an answer that did not come, and while a runtime does not tell. */
  doubtLookMs: 2_500,
  unreadyAfter: 2,
  hungAfter: 6,
  firstBackoffMs: 1_000,
  longestBackoffMs: 300_000,
  healthyAfterMs: 600_000,
  mostCrashes: 10,
} as const

/** How long an engine may load: two minutes, and one more for each GiB of its model. */
export const startupMs = (modelBytes: number): number => 120_000 + Math.ceil(modelBytes / 2 ** 30) * 60_000
