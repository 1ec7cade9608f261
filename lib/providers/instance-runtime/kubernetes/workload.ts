import { setTimeout as sleep } from 'node:timers/promises'
import type { KubernetesObject, V1Deployment, V1PersistentVolumeClaim, V1Pod } from '@kubernetes/client-node'
import { inTurn } from '../in-turn'
import { readableModel } from '../model-file'
import { isolationLevels, RuntimeError, type InstanceSpec, type IsolationLevel } from '../types'
import { messageOf, unless, type Cluster } from './cluster'
import { forgetLog, keepLog } from './logs'
import { claimObject, deploymentObject, instanceObjects, sizeOf } from './manifests'
import { observedOf } from './observed'
import { labelsOf, marks, nameOf, namespaceOf, type KubernetesSettings } from './settings'
import { quotaObject, tenantObjects } from './tenant'

const POLL_MS = 250
const KEEP_EVERY = 4
/** What a node may take beyond the grace to report that a pod is gone: one that was starting a container again ends that first. */
const LATE_MS = 180_000
/** Half a minute: the cluster's figures of a quota follow within a second or two, on a busy machine later. */
const GRANTED_TRIES = 120
/** What storage may take to come to a new claim. */
const BOUND_MS = 5_000
/** What a cluster may take to remove a client's last things before the first new one is made. */
const CLOSED_MS = 60_000

/** The objects of instances; each call may be repeated after a crash in the middle of it. */
export class Workload {
  /** A client's namespace and quota are its instances' together: whoever changes or removes them does it while no other of them does. */
  private readonly turnOfClient = inTurn()

  constructor(private readonly cluster: Cluster, private readonly settings: KubernetesSettings) {}

  /** @throws RuntimeError */
  async ensure(spec: InstanceSpec, level: IsolationLevel): Promise<void> {
    if (isolationLevels.indexOf(level) < isolationLevels.indexOf(spec.minIsolation)) {
      throw new RuntimeError('isolation', `this cluster's instances reach ${level}, and ${spec.minIsolation} is asked for`)
    }
    const [present] = await this.cluster.deployments(spec.id)
    // It goes on as it is; what changed waits until it is stopped.
    if ((present?.spec?.replicas ?? 0) > 0) return
    await readableModel(spec)
    await this.turnOfClient(spec.clientId, () => this.make(spec, present))
  }

  private async make(spec: InstanceSpec, present: V1Deployment | undefined): Promise<void> {
    await this.untilOpen(namespaceOf(spec.clientId))
    const wanted = deploymentObject(this.settings, spec)
    for (const object of tenantObjects(this.settings, spec.clientId)) await this.cluster.apply(object)
    await this.setQuota(spec.clientId, spec)
    await this.claim(spec)
    for (const object of instanceObjects(this.settings, spec)) await this.cluster.apply(object)
    await this.makeDeployment(wanted, present)
  }

  async start(spec: InstanceSpec, level: IsolationLevel): Promise<void> {
    const [[present], pods] = await Promise.all([this.cluster.deployments(spec.id), this.cluster.pods(spec.id)])
    if ((present?.spec?.replicas ?? 0) > 0) {
      const { phase } = observedOf(this.settings, spec.id, present, pods, level)
      const isSame = present?.metadata?.annotations?.[marks.generation] === String(spec.generation)
      if (isSame && phase !== 'exited') return
      // Also for one whose container ended: a pod that is made while its predecessor is still counted is refused by the quota, and the
      // cluster tries again later and later, in the end minutes after there is room.
      await this.stop(spec.id, 0)
    }
    await this.ensure(spec, level)
    await this.cluster.scale(namespaceOf(spec.clientId), nameOf(spec.id), 1)
  }

  async stop(id: string, graceMs: number): Promise<void> {
    await this.end(id, { graceMs })
  }

  async destroy(id: string, keepVolume: boolean): Promise<void> {
    const [deployments, pods, claims] = await Promise.all([this.cluster.deployments(id), this.cluster.pods(id), this.cluster.claims(id)])
    const { namespace, labels } = [...deployments, ...pods, ...claims][0]?.metadata ?? {}
    const clientId = labels?.[marks.client]
    if (namespace === undefined || clientId === undefined) return
    const where = { name: nameOf(id), namespace }
    // Ended first: what a removed deployment leaves behind could still make a pod for a moment.
    await this.end(id, { graceMs: 0, isForgotten: true })
    await unless([404], this.cluster.apps.deleteNamespacedDeployment({ ...where, propagationPolicy: 'Background' }))
    await unless([404], this.cluster.core.deleteNamespacedService(where))
    await unless([404], this.cluster.core.deleteNamespacedSecret(where))
    await forgetLog(this.cluster, id, namespace)
    await this.turnOfClient(clientId, () => this.leaveTenant(clientId, where, keepVolume ? undefined : id))
  }

  /**
   * A client without instances and kept files has no namespace. The claim of the last one goes with it or after it: a removal that is cut
   * off finds the claim, and goes on.
   */
  private async leaveTenant(clientId: string, where: { name: string; namespace: string }, removed: string | undefined): Promise<void> {
    const others = (await this.cluster.claims()).filter(({ metadata }) => metadata?.namespace === where.namespace && metadata.labels?.[marks.instance] !== removed)
    if (others.length === 0) await unless([404, 409], this.cluster.core.deleteNamespace({ name: where.namespace }))
    if (removed !== undefined) await unless([404], this.cluster.core.deleteNamespacedPersistentVolumeClaim(where))
    if (others.length > 0) await this.setQuota(clientId)
  }

  /** A namespace that is on its way out takes nothing new: what the client makes next waits until it is gone. */
  private async untilOpen(namespace: string): Promise<void> {
    const deadline = Date.now() + CLOSED_MS
    while ((await unless([404], this.cluster.core.readNamespace({ name: namespace })))?.metadata?.deletionTimestamp !== undefined) {
      if (Date.now() > deadline) throw new RuntimeError('unavailable', `the namespace ${namespace} is still being removed`)
      await sleep(POLL_MS)
    }
  }

  /** The sum of what its instances are sold as, with the one that is being made. */
  private async setQuota(clientId: string, spec?: InstanceSpec): Promise<void> {
    const isOfClient = ({ metadata }: { metadata?: { labels?: Record<string, string> } }) => metadata?.labels?.[marks.client] === clientId
    const others = (object: { metadata?: { labels?: Record<string, string> } }) => isOfClient(object) && object.metadata?.labels?.[marks.instance] !== spec?.id
    const [deployments, claims] = await Promise.all([this.cluster.deployments(), this.cluster.claims()])
    const sizes = [...deployments.filter(others).map(limitsOf), ...(spec === undefined ? [] : [sizeOf(spec)])]
    const stored = claims.filter(others).map((claim) => bytesOf(claim.spec?.resources?.requests?.storage ?? '0'))
    const storageBytes = [...stored, spec?.resources.storageBytes ?? 0].reduce((sum, size) => sum + size, 0)
    const total = { count: stored.length + (spec === undefined ? 0 : 1), memoryBytes: sum(sizes.map((size) => size.memoryBytes)), cpuMillis: sum(sizes.map((size) => size.cpuMillis)), storageBytes }
    await this.cluster.apply(quotaObject(this.settings, clientId, total))
  }

  private async claim(spec: InstanceSpec): Promise<void> {
    for (const begun = Date.now(); ; await sleep(POLL_MS)) {
      const [present] = await this.cluster.claims(spec.id)
      // Never less than it has.
      if (present !== undefined && bytesOf(present.spec?.resources?.requests?.storage ?? '0') >= spec.resources.storageBytes) return
      if (present?.status?.phase !== 'Pending') return this.applyOnceGranted(claimObject(this.settings, spec))
      // One that waits for its storage cannot grow. Where storage comes with the first pod it has none to lose, and is made anew.
      if (Date.now() - begun > CLOSED_MS) throw new RuntimeError('unavailable', `the storage of ${spec.id} is still being made`)
      if (Date.now() - begun > BOUND_MS) await this.removeUnbound(present)
    }
  }

  /** Nothing where it got its storage in this moment. */
  private async removeUnbound({ metadata }: V1PersistentVolumeClaim): Promise<void> {
    const { name = '', namespace = '', uid, resourceVersion } = metadata ?? {}
    const preconditions = { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) }
    await unless([404, 409], this.cluster.core.deleteNamespacedPersistentVolumeClaim({ name, namespace, body: { preconditions } }))
  }

  /** The cluster goes by a quota a moment after it was written: until then it refuses what the quota holds. */
  private async applyOnceGranted(object: KubernetesObject): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.cluster.apply(object)
      } catch (error) {
        if (tries >= GRANTED_TRIES || !/exceeded quota|status unknown for quota/.test(messageOf(error))) throw error
        await sleep(POLL_MS)
      }
    }
  }

  private async makeDeployment(wanted: V1Deployment, present: V1Deployment | undefined): Promise<void> {
    const { name = '', namespace = '', annotations } = wanted.metadata ?? {}
    const isSame = [marks.fingerprint, marks.generation].every((mark) => present?.metadata?.annotations?.[mark] === annotations?.[mark])
    if (present !== undefined && isSame) return
    if (present !== undefined) await unless([404], this.cluster.apps.deleteNamespacedDeployment({ name, namespace, propagationPolicy: 'Background' }))
    await unless([409], this.cluster.apps.createNamespacedDeployment({ namespace, body: wanted }))
  }

  private async end(id: string, how: { graceMs: number; isForgotten?: boolean }): Promise<void> {
    const [deployment] = await this.cluster.deployments(id)
    const namespace = deployment?.metadata?.namespace
    if (namespace !== undefined && deployment?.spec?.replicas !== 0) await this.cluster.scale(namespace, nameOf(id), 0)
    await this.removePods(id, how)
  }

  /** Resolves once none is left and none comes any more. Until then its log is kept up to date. */
  private async removePods(id: string, { graceMs, isForgotten = false }: { graceMs: number; isForgotten?: boolean }): Promise<void> {
    const deadline = Date.now() + graceMs + LATE_MS
    for (let round = 0; ; round += 1) {
      const pods = await this.cluster.pods(id)
      if (pods.length === 0 && (await this.isSettled(id))) return
      if (Date.now() > deadline) throw new RuntimeError('unavailable', `the node of ${id} does not report that its pod has ended`)
      if (!isForgotten && round % KEEP_EVERY === 0) await this.keepLogOf(id, pods)
      for (const { metadata } of pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined)) {
        await unless([404], this.cluster.core.deleteNamespacedPod({ name: metadata?.name ?? '', namespace: metadata?.namespace ?? '', gracePeriodSeconds: Math.max(1, Math.ceil(graceMs / 1000)) }))
      }
      await sleep(POLL_MS)
    }
  }

  /** Whether the cluster has seen that nothing is to run, so that no pod comes late. */
  private async isSettled(id: string): Promise<boolean> {
    const [deployment] = await this.cluster.deployments(id)
    const { status, metadata } = deployment ?? {}
    return deployment === undefined || ((status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) && (status?.replicas ?? 0) === 0)
  }

  private async keepLogOf(id: string, pods: readonly V1Pod[]): Promise<void> {
    const { namespace, labels } = pods[0]?.metadata ?? {}
    if (namespace !== undefined) await keepLog(this.cluster, id, namespace, labelsOf(this.settings, { id, clientId: labels?.[marks.client] ?? '' }))
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function limitsOf({ spec }: V1Deployment): { memoryBytes: number; cpuMillis: number } {
  const limits = (spec?.template.spec?.containers ?? []).map(({ resources }) => resources?.limits ?? {})
  return { memoryBytes: sum(limits.map(({ memory }) => bytesOf(memory ?? '0'))), cpuMillis: sum(limits.map(({ cpu }) => millisOf(cpu ?? '0'))) }
}

const units: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }

/** The cluster writes quantities its own way: 67108864 comes back as 64Mi. */
export function bytesOf(quantity: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)(\w*)$/.exec(quantity) ?? []
  return Number(number) * (units[unit] ?? 1)
}

const millisOf = (quantity: string): number => (quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000)
