import { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi, PatchStrategy, type KubernetesObject, type V1Deployment, type V1PersistentVolumeClaim, type V1Pod } from '@kubernetes/client-node'
import { RuntimeError } from '../types'
import { marks, type KubernetesSettings } from './settings'

const MANAGER = 'matrix-platform'

/** The calls that the driver makes. */
export class Cluster {
  readonly core: CoreV1Api
  readonly apps: AppsV1Api
  private readonly objects: KubernetesObjectApi

  constructor(private readonly settings: KubernetesSettings) {
    const config = new KubeConfig()
    if (settings.kubeconfig === null) config.loadFromCluster()
    else config.loadFromFile(settings.kubeconfig)
    this.core = config.makeApiClient(CoreV1Api)
    this.apps = config.makeApiClient(AppsV1Api)
    this.objects = KubernetesObjectApi.makeApiClient(config)
  }

  /** Makes it, or brings it to what is told; other fields stay as they are. */
  async apply(object: KubernetesObject): Promise<void> {
    await this.objects.patch(object, undefined, undefined, MANAGER, true, PatchStrategy.ServerSideApply)
  }

  /** The same without an effect: whether the cluster would take it. */
  async tryApply(object: KubernetesObject): Promise<void> {
    await this.objects.patch(object, undefined, 'All', MANAGER, true, PatchStrategy.ServerSideApply)
  }

  async scale(namespace: string, name: string, replicas: 0 | 1): Promise<void> {
    await this.objects.patch({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name }, spec: { replicas } } as KubernetesObject, undefined, undefined, MANAGER, undefined, PatchStrategy.MergePatch)
  }

  async deployments(id?: string): Promise<V1Deployment[]> {
    return (await this.apps.listDeploymentForAllNamespaces({ labelSelector: this.selector(id) })).items
  }

  async pods(id?: string): Promise<V1Pod[]> {
    return (await this.core.listPodForAllNamespaces({ labelSelector: this.selector(id) })).items
  }

  async claims(id?: string): Promise<V1PersistentVolumeClaim[]> {
    return (await this.core.listPersistentVolumeClaimForAllNamespaces({ labelSelector: this.selector(id) })).items
  }

  private selector(id: string | undefined): string {
    return [`${marks.installation}=${this.settings.installation}`, ...(id === undefined ? [marks.instance] : [`${marks.instance}=${id}`])].join(',')
  }
}

export const statusOf = (error: unknown): number | undefined => (error as { code?: unknown }).code as number | undefined

/** Resolves to undefined where the cluster answers with one of these statuses (404 not there, 409 there already). */
export async function unless<T>(statuses: readonly number[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (statuses.includes(Number(statusOf(error)))) return undefined
    throw error
  }
}

/** Tells a failed call in the driver's words. */
export function runtimeError(error: unknown): RuntimeError {
  if (error instanceof RuntimeError) return error
  const status = statusOf(error)
  const message = messageOf(error)
  if (typeof status !== 'number') return new RuntimeError('unavailable', `the cluster does not answer: ${message}`, { cause: error })
  if (/exceeded quota|Insufficient/.test(message)) return new RuntimeError('capacity', message, { cause: error })
  if (status === 401 || status === 429 || status >= 500 || /being terminated/.test(message)) return new RuntimeError('unavailable', message, { cause: error })
  return new RuntimeError('failed', message, { cause: error })
}

/** The cluster's own sentence; the client wraps it in the whole answer. */
export function messageOf(error: unknown): string {
  const { body } = error as { body?: unknown }
  try {
    const said = (typeof body === 'string' ? JSON.parse(body) : body) as { message?: string } | undefined
    if (said?.message) return said.message
  } catch {
    // Not JSON: told as it is.
  }
  return error instanceof Error ? error.message.slice(0, 500) : String(error)
}
