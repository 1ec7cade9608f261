import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conformance } from '@/lib/testing/instances/conformance'
import { loadEngineImage, startDockerd } from '@/scripts/lib/dockerd.mjs'
import type { InstanceSpec } from '../types'
import { dockerDriver } from './driver'
import { folderOf, labels, socketFolderOf, socketOf, type DockerSettings } from './settings'

const dataDir = mkdtempSync(join(tmpdir(), 'mp-'))
chmodSync(dataDir, 0o755)
const images = { house: 'matrix-platform/model-server:latest', hostile: 'matrix-platform/hostile-engine:test' }
let engine: Awaited<ReturnType<typeof startDockerd>>

const settings = (house: string = images.house): DockerSettings => ({
  installation: `test${process.pid}`, dataDir, host: engine.host, images: { house, 'llama-server': null, vllm: null, ollama: 'no/such:image' }, modelsDir: join(dataDir, 'models'), gpus: 0,
})

beforeAll(async () => {
  engine = await startDockerd()
  await loadEngineImage(engine.docker, images.house)
  await loadEngineImage(engine.docker, images.hostile, join(process.cwd(), 'lib', 'testing', 'hostile-engine'))
})
afterAll(async () => {
  await engine.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function leftovers(id: string): Promise<string[]> {
  const containers = await engine.docker.listContainers({ all: true, filters: { label: [`${labels.instance}=${id}`] } })
  const files = [folderOf(settings(), id), socketFolderOf(settings(), id)].filter((path) => existsSync(path))
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter((line) => line.includes(`/${id}/`))
  return [...containers.map(({ Names }) => Names.join()), ...files, ...mounts]
}

conformance('docker', {
  driver: async (workload) => dockerDriver(settings(images[workload])),
  leftovers,
  cannot: {},
  foreignPaths: (id) => [socketOf(settings(), id, 'house'), join(folderOf(settings(), id), 'files', 'secret.txt'), join(folderOf(settings(), id), 'files.img'), join(folderOf(settings(), id), 'state.json')],
  volumeInside: '/data',
})

const spec: InstanceSpec = {
  id: 'ins_foreign', clientId: 'cli_one', generation: 1, engine: 'house', model: { name: 'x', ref: 'x:1b', isUpload: false },
  resources: { memoryBytes: 2 ** 28, cpuMillis: 500, pids: 64, storageBytes: 2 ** 25 }, slots: 2, contextTokens: 512, secret: 'the secret of the foreign one', minIsolation: 'partial',
}

test('an engine whose image is missing or not named is said so', async () => {
  const driver = dockerDriver(settings())
  await expect(driver.ensure({ ...spec, engine: 'ollama' })).rejects.toMatchObject({ code: 'image' })
  await expect(driver.ensure({ ...spec, engine: 'vllm' })).rejects.toMatchObject({ code: 'image' })
  await driver.close()
})

test('an engine that does not answer is said so', async () => {
  const driver = dockerDriver({ ...settings(), host: `unix://${dataDir}/nothing.sock` })
  await expect(driver.inspect()).rejects.toMatchObject({ code: 'unavailable' })
  await driver.close()
})

test('a stranger\'s containers are not listed, and a secret is in no label', async () => {
  const driver = dockerDriver(settings())
  const stranger = dockerDriver({ ...settings(), installation: 'another', dataDir: join(dataDir, 'another') })
  await driver.ensure(spec)
  expect((await stranger.list()).map(({ id }) => id)).toEqual([])
  const [container] = await engine.docker.listContainers({ all: true, filters: { label: [`${labels.instance}=${spec.id}`] } })
  expect(JSON.stringify([container?.Labels, container?.Command])).not.toContain(spec.secret)
  await driver.destroy(spec.id, { keepVolume: false })
  await Promise.all([driver.close(), stranger.close()])
})
