import { setTimeout as sleep } from 'node:timers/promises'
import type { ExitReason, HostReport, InstanceDriver, InstanceEndpoint, InstanceSpec, Observed, RuntimePhase } from '@/lib/providers/instance-runtime/types'

type Workload = { phase: RuntimePhase; generation: number; exit: Observed['exit']; startedAt: Date | null; readyAt: number; hasVolume: boolean }
type Call = 'ensure' | 'start' | 'stop' | 'destroy' | 'observe' | 'list' | 'stats' | 'inspect'
type Fault = (id: string) => Promise<void> | void

/** A machine in memory: what it runs outlives every manager, and each call can be made to fail, wait or hang. */
export class ScriptedMachine {
  readonly workloads = new Map<string, Workload>()
  readonly calls: string[] = []
  /** Starts that found one running already. */
  doubles = 0
  loadMs = 20
  /** Those that never answer. */
  readonly mute = new Set<string>()
  readonly faults: Partial<Record<Call, Fault>> = {}

  readonly driver: InstanceDriver = {
    kind: 'process',
    inspect: async () => { await this.called('inspect', ''); return report },
    ensure: (spec) => this.ensure(spec),
    start: (spec) => this.start(spec),
    stop: async (id) => { await this.called('stop', id); this.end(id, 'stopped', null) },
    destroy: async (id, { keepVolume }) => {
      await this.called('destroy', id)
      this.end(id, 'absent', null)
      if (!keepVolume) this.workloads.delete(id)
    },
    observe: async (id) => { await this.called('observe', id); return this.observed(id) },
    list: async () => { await this.called('list', ''); return [...this.workloads.keys()].map((id) => this.observed(id)) },
    stats: async (id) => { await this.called('stats', id); return { cpuMicros: 1_000_000, memoryBytes: 50_000_000, pids: 3, storageBytes: 4_096, oomKills: 0 } },
    logs: async function* () { yield* [] },
    close: async () => undefined,
  }

  /** As the server behind an address would. */
  readonly askHealth = async (endpoint: InstanceEndpoint): Promise<boolean> => {
    const id = endpoint.kind === 'unix' ? endpoint.socketPath.split('/')[1] ?? '' : ''
    const found = this.workloads.get(id)
    return found?.phase === 'running' && performance.now() >= found.readyAt && !this.mute.has(id)
  }

  /** Ends it by itself. */
  crash(id: string, reason: ExitReason): void {
    this.end(id, 'exited', { reason, code: reason === 'oom' ? 137 : 1, signal: null })
  }

  of(call: Call, id: string): number {
    return this.calls.filter((one) => one === `${call} ${id}`).length
  }

  private async called(call: Call, id: string): Promise<void> {
    this.calls.push(`${call} ${id}`)
    await this.faults[call]?.(id)
  }

  private async ensure({ id, generation }: InstanceSpec): Promise<void> {
    await this.called('ensure', id)
    const found = this.workloads.get(id)
    if (!found) this.workloads.set(id, { phase: 'stopped', generation, exit: null, startedAt: null, readyAt: 0, hasVolume: true })
    else if (found.phase === 'absent') found.phase = 'stopped'
  }

  private async start({ id, generation }: InstanceSpec): Promise<void> {
    await this.called('start', id)
    await sleep(1)
    const found = this.workloads.get(id)
    if (!found) throw new Error('started before it was made')
    if (found.phase === 'running') this.doubles += 1
    Object.assign(found, { phase: 'running', generation, exit: null, startedAt: new Date(), readyAt: performance.now() + this.loadMs })
  }

  private end(id: string, phase: RuntimePhase, exit: Observed['exit']): void {
    const found = this.workloads.get(id)
    if (found) Object.assign(found, { phase, exit, startedAt: null })
  }

  private observed(id: string): Observed {
    const found = this.workloads.get(id)
    const isRunning = found?.phase === 'running'
    return {
      id, phase: found?.phase ?? 'absent', generation: found && found.phase !== 'absent' ? found.generation : null, endpoint: isRunning ? { kind: 'unix', socketPath: `run/${id}/s` } : null,
      startedAt: found?.startedAt ?? null, exit: found?.exit ?? null, isolation: 'strong',
    }
  }
}

const report: HostReport = {
  driver: 'process', host: 'scripted', isolation: 'strong', notes: ['a note'], capacity: { memoryBytes: 1e9, cpuMillis: 2_000, storageBytes: 1e9 },
  enforced: { memory: 'enforced', cpu: 'enforced', pids: 'enforced', storage: 'enforced', network: 'enforced', files: 'enforced', syscalls: 'enforced' },
}
