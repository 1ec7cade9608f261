export const driverKinds = ['process', 'docker', 'kubernetes'] as const
export type DriverKind = (typeof driverKinds)[number]

/** How well an instance is kept apart from its neighbours, weakest first. Found out by doing, never by a version. */
export const isolationLevels = ['process-only', 'partial', 'strong'] as const
export type IsolationLevel = (typeof isolationLevels)[number]

export const engines = ['house', 'llama-server', 'vllm', 'ollama'] as const
export type Engine = (typeof engines)[number]

/** What an instance is to be. The same spec given twice changes nothing. */
export type InstanceSpec = {
  /** `ins_…`: the workload, its volume and its address are named after it. */
  id: string
  clientId: string
  /** Grows with each change of what follows; the workload carries it, so that a stale one is seen. */
  generation: number
  engine: Engine
  model: { /** what it is served under */ name: string; /** a GGUF file of this machine (house, llama-server) */ path?: string; /** the engine's own name (vllm, ollama) */ ref?: string; /** whether a client brought it: untrusted bytes */ isUpload: boolean }
  resources: { memoryBytes: number; cpuMillis: number; pids: number; storageBytes: number }
  slots: number
  contextTokens: number
  /** The bearer token its server asks for. */
  secret: string
  minIsolation: IsolationLevel
}

export type RuntimePhase = 'absent' | 'stopped' | 'starting' | 'running' | 'exited' | 'unknown'

/** Where its OpenAI-compatible server answers; paths begin with /v1, /health, /metrics. */
export type InstanceEndpoint = { kind: 'unix'; socketPath: string } | { kind: 'http'; url: string }

export type ExitReason = 'oom' | 'crash' | 'killed' | 'completed' | 'disk_quota' | 'image' | 'model'

/** What is there. `running` says that the workload lives, not that it answers: who asks `/health` decides that. */
export type Observed = {
  id: string
  phase: RuntimePhase
  generation: number | null
  endpoint: InstanceEndpoint | null
  startedAt: Date | null
  /** How the last run ended, while the phase is `exited` (or `stopped`, where known). */
  exit: { reason: ExitReason; code: number | null; signal: string | null } | null
  isolation: IsolationLevel
  /** For staff and logs; may hold raw text. */
  message?: string
}

/** What the driver really holds an instance to on this machine. `watched`: looked at every few seconds and ended when passed. */
export type Enforced = Record<'memory' | 'cpu' | 'pids' | 'storage' | 'network' | 'files' | 'syscalls', 'enforced' | 'watched' | 'none'>

export type HostReport = {
  driver: DriverKind
  /** Stable name of the machine or cluster. */
  host: string
  isolation: IsolationLevel
  enforced: Enforced
  /** For instances in all: what this machine can promise. */
  capacity: { memoryBytes: number; cpuMillis: number; storageBytes: number }
  /** What is missing for more isolation, or why nothing can be started; words for staff. */
  notes: string[]
}

/** `cpuMicros` counts up since the start of the workload; `storageBytes` is null while it is not known yet. */
export type InstanceStats = { cpuMicros: number; memoryBytes: number; pids: number; storageBytes: number | null; oomKills: number }

/** `offset` is where the next line begins: what a reader gives back to go on (opaque to everybody else). */
export type LogLine = { offset: string; at: Date | null; stream: 'stdout' | 'stderr'; text: string }

/**
 * Where instances run. Every method may be called again after a crash in the middle of it; none waits for an engine to be ready.
 * One conformance suite runs against every driver.
 * @throws RuntimeError
 */
export type InstanceDriver = {
  readonly kind: DriverKind
  /** Looks at the machine by trying; called at the start and every minute. */
  inspect: () => Promise<HostReport>
  /** Makes volume, address, secret and limits as the spec says, or brings them there; a running workload of an older generation goes on until it is stopped. Storage may grow, never shrink. */
  ensure: (spec: InstanceSpec) => Promise<void>
  /** Starts it with no second one beside it: what is left of an earlier run is ended first. */
  start: (spec: InstanceSpec) => Promise<void>
  /** Asks it to end its answers, then ends it after `graceMs`. Resolves once nothing of it runs. */
  stop: (id: string, options: { graceMs: number }) => Promise<void>
  /** Removes everything of it; what is not there is removed already. `keepVolume` leaves its files. */
  destroy: (id: string, options: { keepVolume: boolean }) => Promise<void>
  observe: (id: string) => Promise<Observed>
  /** All that carries this installation's mark, known to the books or not. */
  list: () => Promise<Observed[]>
  stats: (id: string) => Promise<InstanceStats | null>
  /** Log lines from `after` on (or the last `tail`), newest last; with `follow` it goes on until the signal. */
  logs: (id: string, options: { after?: string; tail?: number; follow?: boolean; signal?: AbortSignal }) => AsyncIterable<LogLine>
  close: () => Promise<void>
}

/** `isolation`: this machine cannot keep it apart as asked; `capacity`: no room; `model`: its file is missing or refused; `image`: its image is missing; `unavailable`: the runtime does not answer. */
export type RuntimeErrorCode = 'isolation' | 'capacity' | 'model' | 'image' | 'unavailable' | 'failed'

export class RuntimeError extends Error {
  constructor(readonly code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RuntimeError'
  }
}
