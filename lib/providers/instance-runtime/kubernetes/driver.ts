import type { Enforced, HostReport, InstanceDriver, Observed } from '../types'
import { inTurn } from '../in-turn'
import { Cluster, runtimeError, unless } from './cluster'
import { logLines } from './logs'
import { observedOf } from './observed'
import { marks, type KubernetesSettings } from './settings'
import { statsOf } from './stats'
import { bytesOf, Workload } from './workload'

/** Instances as deployments of a cluster: a namespace for each client, a claim on storage, a service. */
export function kubernetesDriver(settings: KubernetesSettings): InstanceDriver {
  const cluster = new Cluster(settings)
  const workload = new Workload(cluster, settings)
  const turn = inTurn()
  const enforced = enforcedBy(settings)
  const level = Object.values(enforced).every((how) => how === 'enforced') ? 'strong' : 'partial'

  async function inspect(): Promise<HostReport> {
    const nodes = await unless([403], cluster.core.listNode())
    const ready = (nodes?.items ?? []).filter(({ spec, status }) => !spec?.unschedulable && status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
    const total = (read: (allocatable: Record<string, string>) => number): number => ready.reduce((sum, { status }) => sum + read(status?.allocatable ?? {}), 0)
    const cpus = total(({ cpu = '0' }) => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000))
    return {
      driver: 'kubernetes', host: 'cluster', isolation: level, enforced,
      capacity: { memoryBytes: Math.floor(total(({ memory = '0' }) => bytesOf(memory))), cpuMillis: Math.floor(cpus), storageBytes: Number.MAX_SAFE_INTEGER },
      notes: [...notesOn(settings), ...(ready.length === 0 ? ['no node is ready'] : [])],
    }
  }

  async function observe(id: string): Promise<Observed> {
    const [[deployment], pods] = await Promise.all([cluster.deployments(id), cluster.pods(id)])
    return observedOf(settings, id, deployment, pods, level)
  }

  async function list(): Promise<Observed[]> {
    const [deployments, pods, claims] = await Promise.all([cluster.deployments(), cluster.pods(), cluster.claims()])
    const idOf = ({ metadata }: { metadata?: { labels?: Record<string, string> } }) => metadata?.labels?.[marks.instance] ?? ''
    const ids = new Set([...deployments, ...pods, ...claims].map(idOf))
    return [...ids].map((id) => observedOf(settings, id, deployments.find((one) => idOf(one) === id), pods.filter((one) => idOf(one) === id), level))
  }

  return {
    kind: 'kubernetes',
    inspect: () => told(inspect()),
    ensure: (spec) => told(turn(spec.id, () => workload.ensure(spec, level))),
    start: (spec) => told(turn(spec.id, () => workload.start(spec, level))),
    stop: (id, { graceMs }) => told(turn(id, () => workload.stop(id, graceMs))),
    destroy: (id, { keepVolume }) => told(turn(id, () => workload.destroy(id, keepVolume))),
    observe: (id) => told(observe(id)),
    list: () => told(list()),
    stats: (id) => told(statsOf(cluster, id)),
    logs: (id, options) => logLines(cluster, id, options),
    close: async () => undefined,
  }
}

/** Memory, processor, files and system calls are the container runtime's everywhere; the rest depends on the cluster's set-up. */
function enforcedBy({ holds }: KubernetesSettings): Enforced {
  const told = (claim: KubernetesSettings['holds'][number]) => (holds.includes(claim) ? 'enforced' as const : 'none' as const)
  return { memory: 'enforced', cpu: 'enforced', files: 'enforced', syscalls: 'enforced', pids: told('pids'), network: told('network'), storage: told('storage') }
}

const advice = {
  pids: 'the number of processes: set podPidsLimit in the configuration of each kubelet, then name pids in KUBERNETES_HOLDS',
  network: 'the network: a network plugin that enforces NetworkPolicy is needed; try it, then name network in KUBERNETES_HOLDS',
  storage: 'storage: a storage class whose volumes end at their size is needed; then name storage in KUBERNETES_HOLDS',
} as const

const notesOn = ({ holds }: KubernetesSettings): string[] => Object.entries(advice).filter(([claim]) => !holds.some((held) => held === claim)).map(([, text]) => `not known to be held to ${text}`)

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw runtimeError(error)
  }
}
