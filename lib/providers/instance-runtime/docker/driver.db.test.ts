import { request } from 'node:http'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadEngineImage, startDockerd } from '@/scripts/lib/dockerd.mjs'
import type { InstanceDriver, InstanceSpec, LogLine } from '../types'
import { dockerDriver } from './driver'
import type { DockerSettings } from './settings'

let engine: Awaited<ReturnType<typeof startDockerd>>
let settings: DockerSettings
let driver: InstanceDriver

const spec: InstanceSpec = {
  id: 'ins_first', clientId: 'cli_one', generation: 1, engine: 'house', model: { name: 'house-mini', isUpload: false },
  resources: { memoryBytes: 512 * 2 ** 20, cpuMillis: 1000, pids: 64, storageBytes: 64 * 2 ** 20 }, slots: 2, contextTokens: 1024, secret: 'the-secret-of-the-first', minIsolation: 'partial',
}

beforeAll(async () => {
  engine = await startDockerd()
  const house = await loadEngineImage(engine.docker)
  const dataDir = await mkdtemp(join(tmpdir(), 'mp-'))
  settings = { installation: 'test', dataDir, host: engine.host, images: { house, 'llama-server': null, vllm: null, ollama: 'no/such:image' }, modelsDir: join(dataDir, 'models'), gpus: 0 }
  driver = dockerDriver(settings)
})
afterAll(async () => {
  for (const { id } of await driver.list()) await driver.destroy(id, { keepVolume: false })
  await driver.close()
  await engine.stop()
  await rm(settings.dataDir, { recursive: true, force: true })
})

const call = (socketPath: string, path: string, body?: unknown): Promise<{ status: number; text: string }> => new Promise((resolve, reject) => {
  const headers = { authorization: `Bearer ${spec.secret}`, 'content-type': 'application/json' }
  const sent = request({ socketPath, path, method: body === undefined ? 'GET' : 'POST', headers, timeout: 10_000 }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (part: string) => { text += part }).once('end', () => resolve({ status: response.statusCode ?? 0, text })).once('error', reject)
  })
  sent.once('error', reject)
  sent.end(body === undefined ? undefined : JSON.stringify(body))
})

async function ready(id: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { endpoint } = await driver.observe(id)
    if (endpoint?.kind === 'unix' && (await call(endpoint.socketPath, '/health').catch(() => null))?.status === 200) return endpoint.socketPath
    await sleep(100)
  }
  const said: string[] = []
  for await (const line of driver.logs(id, { tail: 10 })) said.push(line.text)
  throw new Error(`${id} does not get ready: ${JSON.stringify(await driver.observe(id))}\n${said.join('\n')}`)
}

test('the machine is tried, not believed', async () => {
  const report = await driver.inspect()
  expect(report.notes).toEqual([])
  expect(report).toMatchObject({ driver: 'docker', isolation: 'strong', enforced: { memory: 'enforced', storage: 'enforced', syscalls: 'enforced' } })
})

test('a life: made, started, answering, stopped, changed, ended', async () => {
  await driver.ensure(spec)
  await driver.ensure(spec)
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'stopped', generation: 1, exit: null })
  await Promise.all([driver.start(spec), driver.start(spec)])
  const socket = await ready(spec.id)
  const answer = await call(socket, '/v1/chat/completions', { model: 'house-mini', messages: [{ role: 'user', content: 'Hello' }] })
  expect(answer.status).toBe(200)
  expect((await engine.docker.listContainers()).length).toBe(1)
  expect(JSON.stringify((await engine.docker.listContainers())[0]?.Labels)).not.toContain(spec.secret)
  expect(await driver.stats(spec.id)).toMatchObject({ memoryBytes: expect.any(Number), pids: expect.any(Number) })

  const seen: LogLine[] = []
  for await (const line of driver.logs(spec.id, {})) seen.push(line)
  expect(seen.some(({ text }) => text.includes('ready'))).toBe(true)
  const rest: LogLine[] = []
  for await (const line of driver.logs(spec.id, { after: seen[0]?.offset ?? '' })) rest.push(line)
  expect(rest).toEqual(seen.slice(1))

  await driver.stop(spec.id, { graceMs: 5_000 })
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'stopped', endpoint: null })
  const larger = { ...spec, generation: 2, resources: { ...spec.resources, memoryBytes: 640 * 2 ** 20, storageBytes: 96 * 2 ** 20 } }
  await driver.ensure(larger)
  await driver.start(larger)
  await ready(spec.id)
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'running', generation: 2 })
  const kept: LogLine[] = []
  for await (const line of driver.logs(spec.id, {})) kept.push(line)
  expect(kept.slice(0, seen.length)).toEqual(seen)
  expect(kept.length).toBeGreaterThan(seen.length)

  await driver.destroy(spec.id, { keepVolume: false })
  await driver.destroy(spec.id, { keepVolume: false })
  expect(await driver.observe(spec.id)).toMatchObject({ phase: 'absent' })
  expect(await driver.list()).toEqual([])
  expect(await readdir(join(settings.dataDir, 'instances', 'docker'))).toEqual([])
})

test('a missing image is said so', async () => {
  await expect(driver.ensure({ ...spec, id: 'ins_ollama', engine: 'ollama', model: { name: 'x', ref: 'x:1b', isUpload: false } })).rejects.toMatchObject({ code: 'image' })
  await expect(driver.ensure({ ...spec, id: 'ins_vllm', engine: 'vllm', model: { name: 'x', ref: 'x', isUpload: false } })).rejects.toMatchObject({ code: 'image' })
})
