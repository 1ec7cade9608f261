import { installationId } from '@/lib/db/installation-id'
import { env } from '@/lib/env'
import { imagesOf, modelsDirOf } from './container-images'
import type { DriverKind, InstanceDriver } from './types'

/** What a driver is built with. `installation` marks everything it makes; `dataDir` is absolute. */
export type DriverFacts = { installation: string; dataDir: string }

/** How each kind is built. */
const makers: Partial<Record<DriverKind, (facts: DriverFacts) => Promise<InstanceDriver>>> = {
  // Only the manager keeps watch over logs and limits; whoever else builds it reads.
  process: async (facts) => (await import('./process/driver')).processDriver({ ...facts, llamaServer: env().LLAMA_SERVER_PATH, readerGid: env().INSTANCE_READERS_GID, watches: env().ROLE === 'manager' }),
  docker: async (facts) => (await import('./docker/driver')).dockerDriver({
    ...facts, host: env().DOCKER_HOST, images: imagesOf(env()), modelsDir: modelsDirOf(env()), gpus: env().INSTANCE_GPUS, readerGid: env().INSTANCE_READERS_GID,
  }),
  kubernetes: async ({ installation }) => (await import('./kubernetes/driver')).kubernetesDriver({
    installation, kubeconfig: env().KUBECONFIG ?? null, images: imagesOf(env()), gpus: env().INSTANCE_GPUS, modelsDir: modelsDirOf(env()), endpoint: env().KUBERNETES_ENDPOINT,
    storageClass: env().KUBERNETES_STORAGE_CLASS ?? null, gatewayLabel: env().KUBERNETES_GATEWAY_LABEL, holds: env().KUBERNETES_HOLDS, hasSharedFiles: env().KUBERNETES_SHARED_FILES,
  }),
}

/** What this deployment runs instances on, the one that new ones go to first. */
export const configuredKinds = (): readonly DriverKind[] => env().INSTANCE_DRIVERS

const built = new Map<DriverKind, Promise<InstanceDriver | undefined>>()

async function build(kind: DriverKind): Promise<InstanceDriver | undefined> {
  return makers[kind]?.({ installation: await installationId(), dataDir: env().DATA_DIR })
}

/** The driver of this kind, whether or not new instances go to it (those of another time are still read and ended); one a process. Building it starts nothing. */
export function configuredDriver(kind: DriverKind): Promise<InstanceDriver | undefined> {
  const found = built.get(kind) ?? build(kind)
  built.set(kind, found)
  found.catch(() => built.delete(kind))
  return found
}
