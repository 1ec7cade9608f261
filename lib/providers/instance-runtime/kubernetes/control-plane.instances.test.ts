import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lateClass, startKubernetes, testClass } from '@/lib/testing/kubernetes-stand'
import type { InstanceDriver, InstanceSpec } from '../types'
import { Cluster } from './cluster'
import { kubernetesDriver } from './driver'
import { deploymentObject } from './manifests'
import { marks, namespaceOf, type KubernetesSettings } from './settings'

let stand: Awaited<ReturnType<typeof startKubernetes>>
let settings: KubernetesSettings
let driver: InstanceDriver
const volumes = mkdtempSync(join(tmpdir(), 'mpv-'))

const spec: InstanceSpec = {
  id: 'ins_01ABC', clientId: 'cli_01XYZ', generation: 1, engine: 'house', model: { name: 'house-mini', isUpload: false },
  resources: { memoryBytes: 2 ** 28, cpuMillis: 500, pids: 64, storageBytes: 2 ** 26 }, slots: 2, contextTokens: 512, secret: 'the-secret', minIsolation: 'partial',
}
const namespace = namespaceOf(spec.clientId)

beforeAll(async () => {
  stand = await startKubernetes({ hasNode: false, volumes })
  settings = {
    installation: 'test', kubeconfig: await stand.account('manager'), images: { house: 'matrix-platform/model-server:latest', 'llama-server': 'llama', vllm: 'vllm', ollama: 'ollama' }, gpus: 0,
    endpoint: 'service', storageClass: testClass, gatewayLabel: 'matrix-platform/gateway=true', holds: [], hasSharedFiles: true, modelsDir: '/srv/models',
  }
  driver = kubernetesDriver(settings)
})
afterAll(async () => {
  // Not there where it did not start.
  await (stand as typeof stand | undefined)?.stop()
  rmSync(volumes, { recursive: true, force: true })
})

test('says what it holds instances to, and that there is no node', async () => {
  const report = await driver.inspect()
  expect(report).toMatchObject({ driver: 'kubernetes', isolation: 'partial', enforced: { memory: 'enforced', network: 'none', storage: 'none', pids: 'none' }, capacity: { memoryBytes: 0 } })
  expect(report.notes.at(-1)).toBe('no node is ready')
  await expect(driver.ensure({ ...spec, minIsolation: 'strong' })).rejects.toMatchObject({ code: 'isolation' })
})

test('with the manager\'s rights alone: makes, starts, changes and stops an instance, and a second driver takes it over', async () => {
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'absent' })
  await driver.ensure(spec)
  await driver.ensure(spec)
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'stopped', generation: 1 })
  await driver.start(spec)
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'starting' })
  const adopted = kubernetesDriver(settings)
  expect((await adopted.list()).map(({ id }) => id)).toEqual([spec.id])
  expect(await kubernetesDriver({ ...settings, installation: 'another' }).list()).toEqual([])
  await adopted.stop(spec.id, { graceMs: 0 })
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'stopped' })
  const larger = { ...spec, generation: 2, resources: { ...spec.resources, memoryBytes: 2 ** 29, storageBytes: 2 ** 27 } }
  await driver.ensure(larger)
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'stopped', generation: 2 })
  const claim = await stand.core.readNamespacedPersistentVolumeClaim({ name: 'ins-01abc', namespace })
  expect(claim.spec?.resources?.requests?.storage).toBe(String(2 ** 27))
})

test('what runs is fenced in: rights, system calls, network, secrets', async () => {
  const [deployment] = (await stand.apps.listNamespacedDeployment({ namespace })).items
  const pod = deployment?.spec?.template.spec
  expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } })
  expect(pod?.containers[0]?.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } })
  expect(JSON.stringify(deployment)).not.toContain(spec.secret)
  const { networking } = await import('@kubernetes/client-node').then(({ NetworkingV1Api, KubeConfig }) => {
    const config = new KubeConfig()
    config.loadFromFile(stand.kubeconfig)
    return { networking: config.makeApiClient(NetworkingV1Api) }
  })
  const [policy] = (await networking.listNamespacedNetworkPolicy({ namespace })).items
  expect(policy?.spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ _from: [{ namespaceSelector: { matchLabels: { 'matrix-platform/gateway': 'true' } } }] }] })
  expect(policy?.spec?.egress ?? []).toEqual([])
})

test('the quota is the sum of what is sold and refuses more', async () => {
  await driver.ensure({ ...spec, id: 'ins_02ABC' })
  const quota = await stand.core.readNamespacedResourceQuota({ name: 'matrix-platform', namespace })
  expect(quota.spec?.hard).toMatchObject({ pods: '2', 'limits.memory': String(2 ** 29 + 2 ** 28), 'limits.cpu': '1' })
  const pod = { metadata: { name: 'more' }, spec: { containers: [{ name: 'x', image: 'x', resources: { limits: { memory: '1Gi', cpu: '100m' } } }] } }
  const refusal = async () => stand.core.createNamespacedPod({ namespace, body: pod }).then(() => 'taken', (error: Error) => error.message)
  // The quota's figures follow a moment later.
  for (let tries = 0; tries < 1_200 && !(await refusal()).includes('exceeded quota'); tries += 1) await sleep(100)
  expect(await refusal()).toContain('exceeded quota')
  await driver.destroy('ins_02ABC', { keepVolume: false })
})

test('every engine\'s workload is one that the cluster takes', async () => {
  const cluster = new Cluster(settings)
  const models = { house: { path: '/srv/models/a.gguf' }, 'llama-server': { path: '/srv/models/a.gguf' }, vllm: { ref: 'org/model' }, ollama: { ref: 'llama3.2:1b' } } as const
  for (const engine of ['house', 'llama-server', 'vllm', 'ollama'] as const) {
    const wanted = deploymentObject({ ...settings, gpus: 1 }, { ...spec, id: `ins_try${engine}`, engine, model: { name: 'm', isUpload: false, ...models[engine] } })
    await cluster.tryApply(wanted)
  }
  const broken = deploymentObject(settings, { ...spec, id: 'ins_broken', resources: { ...spec.resources, memoryBytes: Number.NaN } })
  await expect(cluster.tryApply(broken)).rejects.toThrow()
})

test('the readers\' account reads logs and nothing else', async () => {
  const reader = kubernetesDriver({ ...settings, kubeconfig: await stand.account('reader') })
  const lines: string[] = []
  for await (const { text } of reader.logs(spec.id, {})) lines.push(text)
  expect(lines).toEqual([])
  await expect(reader.stop(spec.id, { graceMs: 0 })).rejects.toMatchObject({ code: 'failed' })
})

test('a removal that keeps the files keeps nothing else; the last one removes the namespace', async () => {
  await driver.destroy(spec.id, { keepVolume: true })
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'absent' })
  expect(await driver.list()).toMatchObject([{ id: spec.id, phase: 'absent' }])
  expect((await stand.core.listNamespacedSecret({ namespace, labelSelector: marks.instance })).items).toEqual([])
  await driver.destroy(spec.id, { keepVolume: false })
  await driver.destroy(spec.id, { keepVolume: false })
  const isThere = () => stand.core.readNamespace({ name: namespace }).then(() => true, () => false)
  for (let tries = 0; tries < 3_000 && (await isThere()); tries += 1) await sleep(100)
  expect(await isThere()).toBe(false)
  expect(await driver.list()).toEqual([])
})

test('the first instance that a client makes while its last one is removed gets a namespace that stays', async () => {
  const spaceOf = () => stand.core.readNamespace({ name: namespace }).then(({ metadata }) => metadata?.deletionTimestamp === undefined ? 'open' : 'closing', () => 'gone')
  await driver.ensure(spec)
  for (const [from, to] of [['ins_01ABC', 'ins_02ABC'], ['ins_02ABC', 'ins_03ABC']] as const) {
    const acts = [() => driver.destroy(from, { keepVolume: false }), () => driver.ensure({ ...spec, id: to })]
    // The removal begun first, then the making.
    await Promise.all((to === 'ins_02ABC' ? acts : acts.toReversed()).map((act) => act()))
    expect(await driver.observe(to)).toMatchObject({ phase: 'stopped', generation: 1 })
    expect((await driver.list()).filter(({ phase }) => phase !== 'absent').map(({ id }) => id)).toEqual([to])
    expect(await spaceOf()).toBe('open')
  }
  // And one right after the other.
  await driver.destroy('ins_03ABC', { keepVolume: false })
  await driver.ensure(spec)
  expect([await spaceOf(), (await driver.observe(spec.id)).phase]).toEqual(['open', 'stopped'])
  await driver.destroy(spec.id, { keepVolume: false })
})

test('storage that has not come yet can be sold larger', async () => {
  const late = kubernetesDriver({ ...settings, installation: 'late', storageClass: lateClass })
  const waiting = { ...spec, id: 'ins_04ABC', clientId: 'cli_02XYZ' }
  await late.ensure(waiting)
  await late.ensure({ ...waiting, generation: 2, resources: { ...spec.resources, storageBytes: 2 ** 27 } })
  const claim = await stand.core.readNamespacedPersistentVolumeClaim({ name: 'ins-04abc', namespace: namespaceOf(waiting.clientId) })
  expect([claim.spec?.resources?.requests?.storage, claim.status?.phase]).toEqual([String(2 ** 27), 'Pending'])
  await late.destroy(waiting.id, { keepVolume: false })
})
