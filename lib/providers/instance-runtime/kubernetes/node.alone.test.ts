import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { conformance } from '@/lib/testing/instances/conformance'
import { startKubernetes, testClass } from '@/lib/testing/kubernetes-stand'
import { buildEngineImage } from '@/scripts/lib/engine-image.mjs'
import { kubernetesDriver } from './driver'
import { marks, namespaceOf, type KubernetesSettings } from './settings'

const images = { house: 'matrix-platform/model-server:latest', hostile: 'matrix-platform/hostile-engine:test' }
const volumes = mkdtempSync(join(tmpdir(), 'mpv-'))
chmodSync(volumes, 0o755)
let stand: Awaited<ReturnType<typeof startKubernetes>> | undefined
let kubeconfig: string

beforeAll(async () => {
  const started = await startKubernetes({ hasNode: true, volumes })
  stand = started
  kubeconfig = await started.account('manager')
  await started.importImage(await buildEngineImage(images.house))
  await started.importImage(await buildEngineImage(images.hostile, join(process.cwd(), 'lib', 'testing', 'hostile-engine')))
})
afterAll(async () => {
  await stand?.stop()
  rmSync(volumes, { recursive: true, force: true })
})

const settings = (house: string): KubernetesSettings => ({
  installation: 'test', kubeconfig, images: { house, 'llama-server': null, vllm: null, ollama: null }, gpus: 0, endpoint: 'pod-ip', storageClass: testClass,
  gatewayLabel: 'matrix-platform/gateway=true', holds: ['pids'], hasSharedFiles: true, modelsDir: volumes,
})

/** What is there of it, once what is going is gone: a namespace takes its time. */
async function leftovers(id: string): Promise<string[]> {
  const labelSelector = `${marks.instance}=${id}`
  const clientId = `cli_${id.slice('ins_'.length + 6)}`
  const { apps, core } = stand ?? (() => { throw new Error('there is no cluster') })()
  for (let tries = 0; ; tries += 1) {
    const lists = await Promise.all([
      apps.listDeploymentForAllNamespaces({ labelSelector }), core.listPodForAllNamespaces({ labelSelector }), core.listServiceForAllNamespaces({ labelSelector }),
      core.listSecretForAllNamespaces({ labelSelector }), core.listConfigMapForAllNamespaces({ labelSelector }), core.listPersistentVolumeClaimForAllNamespaces({ labelSelector }),
    ])
    const objects = lists.flatMap(({ items }) => items.map(({ metadata }) => metadata?.name ?? ''))
    const space = await core.readNamespace({ name: namespaceOf(clientId) }).then(({ metadata }) => [metadata?.name ?? ''], () => [])
    if (objects.length + space.length === 0 || tries > 3_000) return [...objects, ...space]
    await sleep(200)
  }
}

conformance('kubernetes', {
  driver: async (workload) => kubernetesDriver(settings(images[workload])),
  leftovers,
  cannot: { network: 'the network plugin of this one node does not enforce policies', storage: 'its volumes are folders of the machine' },
  foreignPaths: () => [volumes],
  volumeInside: '/data',
})
