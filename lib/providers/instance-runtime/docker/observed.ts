import { constants } from 'node:os'
import type { ContainerInspectInfo } from 'dockerode'
import { unreadableModelExit } from '../engine-launch'
import type { IsolationLevel, Observed } from '../types'
import { labels, socketOf, type DockerSettings } from './settings'
import type { KeptState } from './state'

const nothing = { generation: null, endpoint: null, startedAt: null, exit: null } as const

/** What is there of an instance, from its container (if any) and what was kept beside it. */
export function observedOf(settings: DockerSettings, id: string, container: ContainerInspectInfo | null, state: KeptState | null, isolation: IsolationLevel): Observed {
  if (container === null) return { id, ...nothing, phase: state === null ? 'absent' : 'stopped', generation: state?.generation ?? null, isolation }
  const { State } = container
  const generation = Number(container.Config.Labels[labels.generation]) || null
  const startedAt = dateOf(State.StartedAt)
  const found = { id, ...nothing, generation, isolation }
  if (State.Status === 'created') return { ...found, phase: 'stopped', ...(State.Error ? { message: State.Error } : {}) }
  if (State.Running && !State.Restarting) {
    const endpoint = state === null ? null : { kind: 'unix' as const, socketPath: socketOf(settings, id, state.engine) }
    return { ...found, phase: 'running', startedAt, endpoint, ...(State.Paused ? { message: 'paused' } : {}) }
  }
  if (State.Status === 'exited') {
    const wasEnded = state?.ended?.startedAt === State.StartedAt ? state.ended.why : null
    return { ...found, phase: wasEnded === 'stopped' ? 'stopped' : 'exited', startedAt, exit: exitOf(State, wasEnded) }
  }
  return { ...found, phase: State.Restarting ? 'starting' : 'unknown', startedAt, message: State.Status }
}

function exitOf({ ExitCode, OOMKilled }: ContainerInspectInfo['State'], wasEnded: 'stopped' | 'disk_quota' | null): NonNullable<Observed['exit']> {
  const signal = ExitCode > 128 ? signalOf(ExitCode - 128) : null
  const code = signal === null ? ExitCode : null
  if (wasEnded === 'disk_quota') return { reason: 'disk_quota', code, signal }
  if (OOMKilled) return { reason: 'oom', code, signal: signal ?? 'SIGKILL' }
  if (wasEnded === 'stopped' || ExitCode === 0) return { reason: signal === 'SIGKILL' ? 'killed' : 'completed', code, signal }
  if (ExitCode === unreadableModelExit) return { reason: 'model', code, signal }
  if (ExitCode === 126 || ExitCode === 127) return { reason: 'image', code, signal }
  return { reason: signal === 'SIGKILL' || signal === 'SIGTERM' ? 'killed' : 'crash', code, signal }
}

const signalOf = (number: number): string | null => Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null

/** The engine writes the year 1 for never. */
function dateOf(text: string): Date | null {
  const date = new Date(text)
  return date.getUTCFullYear() > 1 ? date : null
}
