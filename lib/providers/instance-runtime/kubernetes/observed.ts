import { constants } from 'node:os'
import type { V1ContainerStateTerminated, V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node'
import { unreadableModelExit } from '../engine-launch'
import type { IsolationLevel, Observed } from '../types'
import { engineContainer, marks, nameOf, PORT, type KubernetesSettings } from './settings'

const nothing = { generation: null, endpoint: null, startedAt: null, exit: null } as const
const brokenImage = ['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName', 'CreateContainerError', 'RunContainerError']

/** What is there of an instance. A container that the cluster has started again by itself counts as ended: its manager decides about starts. */
export function observedOf(settings: KubernetesSettings, id: string, deployment: V1Deployment | undefined, pods: readonly V1Pod[], isolation: IsolationLevel): Observed {
  if (deployment === undefined) return { id, ...nothing, phase: pods.length > 0 ? 'unknown' : 'absent', isolation }
  const pod = pods.find(({ metadata }) => metadata?.deletionTimestamp === undefined) ?? pods[0]
  const generation = Number((pod ?? deployment).metadata?.annotations?.[marks.generation]) || null
  const found = { id, ...nothing, generation, isolation }
  if ((deployment.spec?.replicas ?? 0) === 0) return pod === undefined ? { ...found, phase: 'stopped' } : { ...found, phase: 'running', message: 'ending' }
  if (pod === undefined) return { ...found, phase: 'starting', ...messageOf(deployment.status?.conditions?.find(({ type }) => type === 'ReplicaFailure')?.message) }
  return { ...found, ...ofPod(settings, id, pod) }
}

function ofPod(settings: KubernetesSettings, id: string, { metadata, status }: V1Pod): Pick<Observed, 'phase'> & Partial<Observed> {
  if (status?.phase === 'Failed' && status.reason === 'Evicted') {
    return { phase: 'exited', exit: { reason: /ephemeral|disk|exceeds|usage/i.test(status.message ?? '') ? 'disk_quota' : 'killed', code: null, signal: null }, ...messageOf(status.message) }
  }
  const container = status?.containerStatuses?.find(({ name }) => name === engineContainer)
  const ended = endOf(container)
  if (ended !== undefined) return { phase: 'exited', exit: exitOf(ended), startedAt: dateOf(ended.startedAt), ...messageOf(ended.message) }
  const waiting = container?.state?.waiting
  if (waiting?.reason !== undefined && brokenImage.includes(waiting.reason)) return { phase: 'exited', exit: { reason: 'image', code: null, signal: null }, ...messageOf(waiting.message) }
  if (container?.state?.running === undefined) {
    return { phase: 'starting', ...messageOf(waiting?.message ?? status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False')?.message) }
  }
  const address = settings.endpoint === 'service' ? `${nameOf(id)}.${metadata?.namespace}.svc` : status?.podIP
  return { phase: 'running', startedAt: dateOf(container.state.running.startedAt), endpoint: address === undefined ? null : { kind: 'http', url: `http://${address}:${PORT}` } }
}

const endOf = (container: V1ContainerStatus | undefined): V1ContainerStateTerminated | undefined =>
  container?.state?.terminated ?? ((container?.restartCount ?? 0) > 0 ? container?.lastState?.terminated : undefined)

function exitOf({ exitCode, reason }: V1ContainerStateTerminated): NonNullable<Observed['exit']> {
  const signal = exitCode > 128 ? signalOf(exitCode - 128) : null
  const code = signal === null ? exitCode : null
  if (reason === 'OOMKilled') return { reason: 'oom', code, signal }
  if (exitCode === 0) return { reason: 'completed', code, signal }
  if (exitCode === unreadableModelExit) return { reason: 'model', code, signal }
  if (reason === 'ContainerCannotRun' || reason === 'StartError' || exitCode === 126 || exitCode === 127) return { reason: 'image', code, signal }
  return { reason: signal === 'SIGKILL' || signal === 'SIGTERM' ? 'killed' : 'crash', code, signal }
}

const signalOf = (number: number): string | null => Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null
const dateOf = (date: Date | undefined): Date | null => (date === undefined ? null : new Date(date))
const messageOf = (message: string | undefined): { message?: string } => (message === undefined ? {} : { message })
