import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi, loadAllYaml, StorageV1Api, type KubernetesObject, type V1PersistentVolumeClaim } from '@kubernetes/client-node'
import { startCluster } from '@/scripts/lib/kubernetes-cluster.mjs'

export const testClass = 'test'
/** Storage that comes with the first pod, as on most clusters; here it never comes. */
export const lateClass = 'late'

/** A cluster with the rights that operators are told to give, a class of storage, and what tests ask it themselves. */
export async function startKubernetes({ hasNode, volumes }: { hasNode: boolean; volumes: string }) {
  const cluster = await startCluster({ hasNode }).catch((error: unknown) => {
    console.warn('the cluster did not start and is started once more:', error)
    return startCluster({ hasNode })
  })
  const config = new KubeConfig()
  config.loadFromFile(cluster.kubeconfig)
  const core = config.makeApiClient(CoreV1Api)
  const objects = KubernetesObjectApi.makeApiClient(config)
  for (const object of loadAllYaml(readFileSync('docs/deploy/kubernetes.yaml', 'utf8')) as KubernetesObject[]) await objects.create(object)
  for (const [name, volumeBindingMode] of [[testClass, 'Immediate'], [lateClass, 'WaitForFirstConsumer']] as const) {
    await config.makeApiClient(StorageV1Api).createStorageClass({ body: { metadata: { name }, provisioner: 'matrix-platform/test', allowVolumeExpansion: true, volumeBindingMode } })
  }
  const stopGiving = giveVolumes(core, volumes)
  return {
    ...cluster, core, apps: config.makeApiClient(AppsV1Api),
    /** A kubeconfig of one of the accounts of the manifest. */
    account: async (name: 'manager' | 'reader') => cluster.configFor(name, await tokenOf(core, name)),
    stop: async () => {
      await stopGiving()
      await cluster.stop()
    },
  }
}

async function tokenOf(core: CoreV1Api, name: string): Promise<string> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const { items } = await core.listNamespacedSecret({ namespace: 'matrix-platform' })
    const found = items.find(({ metadata, data }) => metadata?.annotations?.['kubernetes.io/service-account.name'] === name && data?.token !== undefined)
    if (found?.data?.token) return Buffer.from(found.data.token, 'base64').toString()
    await sleep(100)
  }
  throw new Error(`no token is made for ${name}`)
}

/** What a provisioner of storage does: a volume for each claim, here a folder of this machine. */
function giveVolumes(core: CoreV1Api, folder: string): () => Promise<void> {
  let isOver = false
  const given = new Set<string>()
  const loop = async (): Promise<void> => {
    while (!isOver) {
      const { items } = await core.listPersistentVolumeClaimForAllNamespaces().catch(() => ({ items: [] }))
      for (const claim of items) {
        const uid = claim.metadata?.uid ?? ''
        if (given.has(uid) || claim.spec?.storageClassName !== testClass) continue
        given.add(uid)
        await core.createPersistentVolume({ body: volumeFor(claim, join(folder, uid)) })
      }
      await sleep(200)
    }
  }
  const running = loop()
  return async () => {
    isOver = true
    await running
  }
}

function volumeFor({ metadata, spec }: V1PersistentVolumeClaim, path: string) {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o777)
  return {
    metadata: { name: `pv-${metadata?.uid}` },
    spec: {
      capacity: { storage: spec?.resources?.requests?.storage ?? '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: testClass, persistentVolumeReclaimPolicy: 'Retain', hostPath: { path },
      claimRef: { namespace: metadata?.namespace ?? '', name: metadata?.name ?? '', uid: metadata?.uid ?? '' },
    },
  }
}
