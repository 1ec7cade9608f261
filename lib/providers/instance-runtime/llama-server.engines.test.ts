import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callEndpoint, Guest } from '@/lib/testing/instances/calls'
import { startDockerd } from '@/scripts/lib/dockerd.mjs'
import { llamaServer } from '@/scripts/lib/llama-server.mjs'
import { dockerDriver } from './docker/driver'
import { pathsOf } from './process/config'
import { processDriver } from './process/driver'
import type { InstanceDriver, InstanceSpec } from './types'

/** llama.cpp's own server, the real one, held to what every engine owes: health, an OpenAI chat whole and in pieces, its key, metrics, limits. */
const MIB = 1 << 20
const dataDir = mkdtempSync(join(tmpdir(), 'mp-'))
chmodSync(dataDir, 0o755)
const path = join(dataDir, 'models', 'mini.gguf')
const image = 'matrix-platform/llama-server:test'
let engine: Awaited<ReturnType<typeof startDockerd>>
const made: { driver: InstanceDriver; guest: Guest }[] = []

const spec = (id: string): InstanceSpec => ({
  id: `ins_llama${id}`, clientId: 'cli_one', generation: 1, engine: 'llama-server', model: { name: 'served-name', path, isUpload: false },
  resources: { memoryBytes: 512 * MIB, cpuMillis: 1_000, pids: 64, storageBytes: 48 * MIB }, slots: 2, contextTokens: 512, secret: 'the secret of this one', minIsolation: 'process-only',
})

/** The unpacked packages as an image whose entry point is the server, as a published one has it. */
async function importImage(docker: Docker, root: string): Promise<void> {
  const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const answers = await docker.importImage(tar.stdout, { repo: 'matrix-platform/llama-server', tag: 'test', changes: 'ENTRYPOINT ["/usr/bin/llama-server"]' })
  await new Promise<void>((resolve, reject) => docker.modem.followProgress(answers, (error) => (error ? reject(error) : resolve())))
}

beforeAll(async () => {
  mkdirSync(join(dataDir, 'models'))
  copyFileSync(join(process.cwd(), 'house-model', 'weights', 'house-mini.gguf'), path)
  chmodSync(path, 0o644)
  engine = await startDockerd()
})
afterAll(async () => {
  for (const { driver, guest } of made) await guest.gone().finally(() => driver.close())
  await engine.stop()
  rmSync(dataDir, { recursive: true, force: true })
  rmSync(pathsOf({ dataDir, installation: 'llama' }).sockets, { recursive: true, force: true })
})

const drivers: Record<string, () => Promise<InstanceDriver>> = {
  process: async () => processDriver({ installation: 'llama', dataDir, llamaServer: (await llamaServer()).program }),
  docker: async () => {
    await importImage(engine.docker, (await llamaServer()).root)
    return dockerDriver({ installation: 'llama', dataDir, host: engine.host, images: { house: null, 'llama-server': image, vllm: null, ollama: null }, modelsDir: join(dataDir, 'models'), gpus: 0 })
  },
}

const chat = { model: 'served-name', max_tokens: 6, messages: [{ role: 'user', content: 'hello' }] }

describe.each(Object.keys(drivers))('llama-server by the driver %s', (name) => {
  it('gets ready, answers whole and in pieces under its name and with its key alone, tells its figures, and comes back', async () => {
    const driver = await (drivers[name] as () => Promise<InstanceDriver>)()
    const guest = new Guest(driver, spec(name), callEndpoint)
    made.push({ driver, guest })
    await guest.up()
    const whole = await guest.post('/v1/chat/completions', chat)
    expect([whole.status, JSON.parse(whole.body)]).toMatchObject([200, {
      object: 'chat.completion', model: 'served-name', choices: [{ message: { role: 'assistant', content: expect.any(String) as string } }], usage: { prompt_tokens: expect.any(Number) as number, completion_tokens: expect.any(Number) as number },
    }])
    const stream = await guest.post('/v1/chat/completions', { ...chat, stream: true, stream_options: { include_usage: true } })
    const events = stream.body.split('\n\n').filter(Boolean).map((event) => event.replace(/^data: /, ''))
    expect(events.at(-1)).toBe('[DONE]')
    expect(JSON.parse(events.at(-2) ?? '')).toMatchObject({ choices: [], usage: { completion_tokens: expect.any(Number) as number } })
    const models = await guest.get('/v1/models')
    expect(JSON.parse(models.body)).toMatchObject({ data: [{ id: 'served-name' }] })
    for (const asked of ['/v1/models', '/metrics']) expect((await guest.get(asked, 'another secret')).status).toBe(401)
    expect((await guest.get('/metrics')).body).toMatch(/^llamacpp:tokens_predicted_total [1-9]/m)
    const stats = await driver.stats(guest.spec.id)
    expect(stats?.memoryBytes).toBeGreaterThan(MIB)
    expect(await guest.logText()).not.toContain('the secret of this one')
    await driver.stop(guest.spec.id, { graceMs: 5_000 })
    expect((await guest.observe()).phase).toBe('stopped')
    await guest.up()
    expect((await guest.post('/v1/chat/completions', chat)).status).toBe(200)
  })
})
