import { createHash } from 'node:crypto'
import type { Enforced, Engine, InstanceSpec } from '../types'

/** What only the cluster's own set-up can hold an instance to; the operator says which of them it does. */
export const clusterClaims = ['pids', 'network', 'storage'] as const satisfies readonly (keyof Enforced)[]
export type ClusterClaim = (typeof clusterClaims)[number]

export type KubernetesSettings = {
  /** The mark of this installation on everything it makes. */
  installation: string
  /** A kubeconfig's path; null inside the cluster, where the manager's own service account is used. */
  kubeconfig: string | null
  /** Which image runs an engine; null where the operator named none. */
  images: Record<Engine, string | null>
  gpus: number
  /** How the gateway reaches an instance: the name of its service, or its pod's address. */
  endpoint: 'service' | 'pod-ip'
  /** null: the cluster's default. */
  storageClass: string | null
  /** A label of the namespace that the gateway runs in, as key=value: only from there is anything let in. */
  gatewayLabel: string
  holds: readonly ClusterClaim[]
  /** Whether each node sees the files of this machine at the same paths. */
  hasSharedFiles: boolean
  modelsDir: string
}

const mark = (name: string): string => `matrix-platform/${name}`
export const marks = { installation: mark('installation'), instance: mark('instance'), client: mark('client'), generation: mark('generation'), fingerprint: mark('fingerprint') } as const

/** Names of the cluster: small letters, digits and dashes. Ids tell no large letters from small ones, so none are confused. */
export const nameOf = (id: string): string => id.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')
export const namespaceOf = (clientId: string): string => `matrix-platform-${nameOf(clientId)}`

export const labelsOf = ({ installation }: KubernetesSettings, { id, clientId }: Pick<InstanceSpec, 'id' | 'clientId'>): Record<string, string> =>
  ({ [marks.installation]: installation, [marks.instance]: id, [marks.client]: clientId, 'app.kubernetes.io/managed-by': 'matrix-platform' })

/** Who an instance is inside its pod: never root, and nobody else. */
export const userOf = (id: string): number => 0x10000000 + createHash('sha256').update(id).digest().readUIntBE(0, 3)

export const engineContainer = 'engine'
export const PORT = 8080
