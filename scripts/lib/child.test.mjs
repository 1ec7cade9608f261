import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { supervise } from './child.mjs'
import { endLeftovers } from './leftovers.mjs'
import { tryLock } from './lock.mjs'
import { processInfo } from './process-info.mjs'

let folder
let said
const running = []
const patience = { timeout: 60_000 }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matrix-supervisor-'))
  said = []
})
afterEach(async () => {
  for (const program of running.splice(0)) await program.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function program(source, { stopMs = 60_000 } = {}) {
  writeFileSync(join(folder, 'program.mjs'), source)
  const supervised = supervise({
    name: 'program', args: [join(folder, 'program.mjs')], env: { ...process.env, FOLDER: folder }, stopMs,
    logPath: join(folder, 'program.log'), pidPath: join(folder, 'program.pid'), say: (text) => said.push(text),
  })
  running.push(supervised)
  supervised.start()
  return supervised
}

const log = () => (existsSync(join(folder, 'program.log')) ? readFileSync(join(folder, 'program.log'), 'utf8') : '')
const pidOf = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).pid
const idle = 'setInterval(() => undefined, 1000)'

describe('a supervised program', () => {
  test('that ends is started again, later each time', async () => {
    program('process.exit(3)')
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(1), patience)
    expect(said.slice(0, 2)).toEqual(['program starts again in 0.5 s (it ended: exit status 3)', 'program starts again in 1 s (it ended: exit status 3)'])
  })

  test('that is asked to end may finish its work and is not started again', async () => {
    const supervised = program(`process.on('SIGTERM', () => setTimeout(() => { console.log('finished'); process.exit(0) }, 200)); console.log('ready'); ${idle}`)
    await vi.waitFor(() => expect(log()).toContain('ready'), patience)
    await supervised.stop()
    expect(log()).toContain('finished')
    expect(said).toEqual([])
    expect(existsSync(join(folder, 'program.pid'))).toBe(false)
  })

  test('that does not end when asked is killed after its time', async () => {
    const supervised = program(`process.on('SIGTERM', () => undefined); console.log('ready'); ${idle}`, { stopMs: 300 })
    await vi.waitFor(() => expect(log()).toContain('ready'), patience)
    await supervised.stop()
    expect(said).toEqual(['program did not end within 0.3 s: killed'])
  })

  test('logs every line as JSON and says only its errors aloud', async () => {
    program(`console.log('plain'); console.log(JSON.stringify({ level: 30, msg: 'fine' })); console.log(JSON.stringify({ level: 50, msg: 'broken', err: { message: 'why' } })); ${idle}`)
    await vi.waitFor(() => expect(said).toEqual(['program: broken: why']), patience)
    await vi.waitFor(() => expect(log().split('\n')).toHaveLength(4), patience)
    const lines = log().trim().split('\n').map((line) => JSON.parse(line).msg)
    expect(lines).toEqual(['plain', 'fine', 'broken'])
  })
})

describe('when the supervisor is killed', () => {
  const supervisor = (source) => `
    import { supervise } from ${JSON.stringify(join(import.meta.dirname, 'child.mjs'))}
    import { writeFileSync } from 'node:fs'
    writeFileSync('${folder}/program.mjs', ${JSON.stringify(source)})
    supervise({ name: 'program', args: ['${folder}/program.mjs'], env: process.env, stopMs: 1000, logPath: '${folder}/program.log', pidPath: '${folder}/program.pid', say: () => undefined }).start()
    ${idle}`

  async function killedSupervisor(source) {
    writeFileSync(join(folder, 'supervisor.mjs'), supervisor(source))
    const parent = spawn(process.execPath, [join(folder, 'supervisor.mjs')], { stdio: 'ignore' })
    await vi.waitFor(() => expect(log()).toContain('ready'), patience)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    return pidOf('program.pid')
  }

  test('its programs end themselves', async () => {
    const pid = await killedSupervisor(`console.log('ready'); ${idle}`)
    await vi.waitFor(() => expect(processInfo(pid)).toBeNull(), patience)
  })

  test('one that does not is ended by the next start, and nothing else is', async () => {
    const pid = await killedSupervisor(`process.on('SIGTERM', () => { if (stubborn) { stubborn = false } else process.exit(0) }); let stubborn = true; console.log('ready'); ${idle}`)
    writeFileSync(join(folder, 'stranger.pid'), JSON.stringify({ pid: process.pid, startedAt: 'another time' }))
    await sleep(300)
    expect(processInfo(pid)).not.toBeNull()
    expect(await endLeftovers(folder)).toEqual(['program'])
    expect(processInfo(pid)).toBeNull()
    expect(existsSync(join(folder, 'stranger.pid'))).toBe(false)
  })
})

describe('a lock', () => {
  test('has one holder at a time and can be taken again once it is given back', () => {
    const release = tryLock(join(folder, 'lock'))
    expect(release).not.toBeNull()
    expect(tryLock(join(folder, 'lock'))).toBeNull()
    release()
    expect(tryLock(join(folder, 'lock'))).not.toBeNull()
  })

  test('of a process that died is free, even when its pid is in use again', () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'another time' }))
    expect(tryLock(join(folder, 'lock'))).not.toBeNull()
  })
})
