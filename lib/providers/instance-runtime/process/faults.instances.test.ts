import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { callEndpoint, eventually, Guest } from '@/lib/testing/instances/calls'
import type { InstanceSpec } from '../types'
import { pathsOf, type ProcessDriverConfig } from './config'
import { processDriver } from './driver'
import { readJson, writeJson, type Run } from './state'
import { Members } from './members'

// What only this driver can meet: odd folders, files that are closed to others, parts of it killed, a machine started anew.
const MIB = 1 << 20
const isRoot = process.getuid?.() === 0
/** A folder whose name is none that anybody would choose, too deep for the path of a socket. */
const dataDir = join(mkdtempSync(join(tmpdir(), 'matrix-faults-')), `it's "a" $(folder) ${'x'.repeat(60)}`)
mkdirSync(dataDir)
chmodSync(dirname(dataDir), 0o755)
const config: ProcessDriverConfig = { installation: `faults${process.pid}`, dataDir, houseModel: join(process.cwd(), 'lib', 'testing', 'hostile-engine') }
const house = processDriver({ ...config, houseModel: undefined, llamaServer: join(dataDir, 'llama-server') })
const hostile = processDriver(config)
const paths = pathsOf(config)
const made: Guest[] = []

function guest(name: string, change: Partial<InstanceSpec> = {}, driver = hostile): Guest {
  const spec: InstanceSpec = {
    id: `ins_${name}`, clientId: 'cli_1', generation: 1, engine: 'house', model: { name: 'm', isUpload: false }, resources: { memoryBytes: 256 * MIB, cpuMillis: 500, pids: 64, storageBytes: 16 * MIB },
    slots: 1, contextTokens: 256, secret: 'secret', minIsolation: 'process-only', ...change,
  }
  const one = new Guest(driver, spec, callEndpoint)
  made.push(one)
  return one
}
const membersOf = ({ spec }: Guest) => new Members(paths, config.installation, spec.id, null)

afterAll(async () => {
  for (const one of made) await one.gone()
  await Promise.all([house.close(), hostile.close()])
  for (const path of [dirname(dataDir), paths.sockets]) rmSync(path, { recursive: true, force: true })
})

it('refuses engines that need an image, and llama-server where there is none', async () => {
  for (const engine of ['vllm', 'ollama', 'llama-server'] as const) {
    const refusal = guest(engine, { engine, model: { name: 'm', ref: 'x', isUpload: false } }, house)
    await expect(refusal.driver.ensure(refusal.spec)).rejects.toMatchObject({ code: 'image' })
  }
})

it('runs llama-server where it is configured, with its own words for the same settings', async () => {
  const program = join(dataDir, 'llama-server')
  // Says what it was told and then answers as it would.
  writeFileSync(program, `#!/usr/bin/env node
const at = (name) => process.argv[process.argv.indexOf(name) + 1]
console.log(JSON.stringify({ told: process.argv.slice(2), key: process.env.LLAMA_API_KEY, bytes: require('node:fs').statSync(at('--model')).size }))
require('node:http').createServer((_, response) => response.end('{}')).listen(at('--host'))`, { mode: 0o755 })
  const path = join(dataDir, 'model.gguf')
  writeFileSync(path, 'GGUF', { mode: 0o644 })
  const one = guest('llama', { engine: 'llama-server', model: { name: 'served', path, isUpload: false }, slots: 3 }, house)
  await one.up()
  const told = JSON.parse((await one.logText()).split('\n')[0] ?? '') as { told: string[]; key: string; bytes: number }
  expect(told).toMatchObject({ key: 'secret', bytes: 4 })
  expect(told.told).toEqual(expect.arrayContaining(['--alias', 'served', '--parallel', '3', '--ctx-size', '768', '--metrics']))
  expect(told.told).not.toContain('secret')
  await one.driver.stop(one.spec.id, { graceMs: 200 })
})

it('opens an upload that is closed to everybody else, and no file of the operator\'s', async () => {
  const folder = join(dataDir, 'uploads')
  mkdirSync(folder, { mode: 0o700 })
  const path = join(folder, 'upl.gguf')
  copyFileSync(join(process.cwd(), 'house-model', 'weights', 'house-mini.gguf'), path)
  chmodSync(path, 0o600)
  const refused = guest('closed', { model: { name: 'own', path, isUpload: false } }, house)
  if (isRoot) await expect(refused.driver.ensure(refused.spec)).rejects.toMatchObject({ code: 'model' })
  const one = guest('upload', { model: { name: 'own', path, isUpload: true } }, house)
  await one.up()
  const { status } = await one.post('/v1/chat/completions', { model: 'own', max_tokens: 3, messages: [{ role: 'user', content: 'hi' }] })
  expect(status).toBe(200)
  await one.gone()
})

it('says what ended an engine whose file is no model', async () => {
  const path = join(dataDir, 'broken.gguf')
  writeFileSync(path, 'no model at all', { mode: 0o644 })
  const one = guest('broken', { model: { name: 'own', path, isUpload: true } }, house)
  await one.driver.ensure(one.spec)
  await one.driver.start(one.spec)
  const seen = await one.ended()
  expect(seen.exit?.reason).toBe('model')
  expect(seen.message).toContain('start_failed')
})

it('ends what stores files beside its socket, where no volume has an end', async () => {
  const one = await guest('beside').up()
  const isInside = (await hostile.inspect()).enforced.files === 'enforced'
  await one.tries('fill', { path: join(isInside ? '/run/engine' : paths.socketFolder(one.spec.id), 'x'), bytes: 8 * MIB })
  expect((await one.ended()).exit).toMatchObject({ reason: 'disk_quota' })
  await eventually(async () => existsSync(paths.socketFolder(one.spec.id)), (is) => !is)
})

it('ends what is left when a part of it is killed, before it starts anew', async () => {
  const one = await guest('monitor').up()
  const { boot } = await one.does<{ boot: string }>('who')
  // The process around the engine, and the shell that waits for it.
  process.kill(Number(readFileSync(paths.main(one.spec.id), 'utf8')), 'SIGKILL')
  const supervisor = readJson<Run>(paths.run(one.spec.id))?.supervisor?.pid
  if (supervisor !== undefined) await eventually(async () => membersOf(one).isSupervised(), (is) => !is)
  await one.driver.stop(one.spec.id, { graceMs: 200 })
  await one.up()
  expect((await one.does<{ boot: string }>('who')).boot).not.toBe(boot)
  expect((await one.logText()).match(/"listening"/g)).toHaveLength(2)
})

it('knows after a restart of the machine that nothing runs, and starts it with its files', async () => {
  const one = await guest('reboot').up()
  await one.does('write', { path: 'kept', text: 'kept' })
  await one.driver.stop(one.spec.id, { graceMs: 2000 })
  const run = readJson<Run>(paths.run(one.spec.id))
  // As the files of a run that a power cut ended are found.
  if (run) writeJson(paths.run(one.spec.id), { ...run, bootId: 'another', isStopAsked: false, end: null, supervisor: { pid: process.pid, start: '1' } })
  rmSync(paths.exit(one.spec.id))
  expect(await one.observe()).toMatchObject({ phase: 'exited', exit: { reason: 'killed' } })
  await one.up()
  expect(await one.does('read', { path: 'kept' })).toEqual({ value: 'kept' })
})

it('goes on with a start that was cut off before it was written down', async () => {
  const one = await guest('cut').up()
  const { boot } = await one.does<{ boot: string }>('who')
  rmSync(paths.run(one.spec.id))
  await one.up()
  expect((await one.does<{ boot: string }>('who')).boot).not.toBe(boot)
  await one.driver.stop(one.spec.id, { graceMs: 200 })
  expect(membersOf(one).live()).toEqual([])
})

it('a start that was cut off and goes on late begins nothing, neither beside the one in its place nor after a stop', async () => {
  const one = await guest('overtaken').up()
  const supervisor = readJson<Run>(paths.run(one.spec.id))?.supervisor?.pid ?? 0
  const wordsOf = (name: string) => readFileSync(`/proc/${supervisor}/${name}`, 'utf8').split('\0').slice(0, -1)
  const [program = '', ...args] = wordsOf('cmdline')
  const env = { NODE_ENV: 'production' as const, ...Object.fromEntries(wordsOf('environ').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])) }
  // The very process that the manager made, as the system may let it go on only now.
  const goesOnLate = () => spawnSync(program, args, { env, timeout: 120_000, encoding: 'utf8' })
  await one.driver.stop(one.spec.id, { graceMs: 2000 })
  expect(goesOnLate()).toMatchObject({ status: 0, stdout: '' })
  expect(membersOf(one).live()).toEqual([])
  await one.up()
  const { boot } = await one.does<{ boot: string }>('who')
  expect(goesOnLate()).toMatchObject({ status: 0, stdout: '' })
  expect((await one.does<{ boot: string }>('who')).boot).toBe(boot)
  expect(existsSync(paths.exit(one.spec.id))).toBe(false)
})

it('touches nothing of another installation', async () => {
  const one = await guest('theirs').up()
  const other = processDriver({ ...config, installation: 'other' })
  expect((await other.list()).map(({ id }) => id)).toEqual([])
  expect((await other.observe(one.spec.id)).phase).toBe('absent')
  await expect(other.destroy(one.spec.id, { keepVolume: false })).rejects.toMatchObject({ code: 'failed' })
  await expect(other.start(one.spec)).rejects.toMatchObject({ code: 'failed' })
  expect((await one.observe()).phase).toBe('running')
  await other.close()
  rmSync(pathsOf({ dataDir, installation: 'other' }).sockets, { recursive: true, force: true })
})

it('takes no name that leads out of its folder', async () => {
  for (const id of ['../x', 'a/b', '', '.', 'x'.repeat(41)]) await expect(hostile.destroy(id, { keepVolume: false })).rejects.toMatchObject({ code: 'failed' })
})

if (isRoot) {
  it('makes nothing while the machine\'s disk is full, says so, ends what runs, and goes on when there is room', async () => {
    const full = mkdtempSync(join(tmpdir(), 'matrix-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=755', 'none', full])
    const driver = processDriver({ ...config, dataDir: full })
    const filler = join(full, 'filler')
    const fill = () => { try { execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' }) } catch { /* It ends where the room does. */ } }
    const spec = { resources: { memoryBytes: 256 * MIB, cpuMillis: 500, pids: 64, storageBytes: 4 * MIB } }
    try {
      const [running, late] = [guest('roomy', spec, driver), guest('late', spec, driver)]
      await running.up()
      fill()
      await expect(driver.ensure(late.spec)).rejects.toMatchObject({ code: 'capacity' })
      // What runs goes on; of its log the disk takes nothing.
      await running.does('say', { text: 'no room', times: 500 })
      expect((await running.get('/health')).status).toBe(200)
      await driver.stop(running.spec.id, { graceMs: 2000 })
      expect((await running.observe()).phase).toMatch(/stopped|exited/)
      expect((await driver.stats(running.spec.id))?.pids ?? 0).toBe(0)
      rmSync(filler)
      await late.up()
      await running.up()
    } finally {
      // While their folder is there: after this test it is not.
      for (const one of made.splice(-2)) await one.gone()
      await driver.close()
      execFileSync('umount', ['-l', full])
      rmSync(full, { recursive: true, force: true })
    }
  })

  it('lets the readers\' group read logs and reach sockets, and nobody else', async () => {
    const readerGid = 65_531
    const driver = processDriver({ ...config, readerGid })
    const one = await guest('readers', {}, driver).up()
    const log = statSync(paths.log(one.spec.id))
    const socket = statSync(paths.socket(one.spec.id))
    expect([log.gid, log.mode & 0o777, socket.gid, socket.mode & 0o777]).toEqual([readerGid, 0o640, readerGid, 0o660])
    const asReader = (gid: number, path: string) => {
      try {
        execFileSync('setpriv', ['--reuid=65530', `--regid=${gid}`, '--clear-groups', 'cat', path], { stdio: 'pipe' })
        return true
      } catch {
        return false
      }
    }
    chownSync(dataDir, 0, 0)
    expect([asReader(readerGid, paths.log(one.spec.id)), asReader(65_530, paths.log(one.spec.id))]).toEqual([true, false])
    await driver.close()
  })
}
