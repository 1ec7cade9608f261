import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { installationId } from '@/lib/db/installation-id'
import { platformDb } from '@/lib/db/platform-db'
import { minutes, systemClock } from '@/lib/kernel/clock'
import { askHealth } from '@/lib/providers/instance-runtime/ask-health'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { processDriver } from '@/lib/providers/instance-runtime/process/driver'
import type { InstanceDriver, InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import { createTestClient } from '@/lib/testing/contexts'
import { callEndpoint } from '@/lib/testing/instances/calls'
import { createInstanceModel, createInstanceRow, createInstanceSize, instanceNow, wish } from '@/lib/testing/managed-instance'
import { ScriptedMachine } from '@/lib/testing/scripted-driver'
import { manageInstances, type ManagerTools } from './manager'

let [clientId, sizeId, modelId] = ['', '', '']
const ends: (() => Promise<void>)[] = []
const patience = { timeout: 600_000, interval: 50 }

beforeAll(async () => {
  clientId = (await createTestClient()).clientId
  ;[sizeId, modelId] = await Promise.all([createInstanceSize({ cpuMillis: 1_000 }), createInstanceModel()])
})

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()))
  await platformDb.privateInstance.updateMany({ where: { status: { not: 'deleted' } }, data: { status: 'deleted', deletedAt: new Date(), desired: 'deleted' } })
})

function manage(driver: InstanceDriver, more: Partial<ManagerTools> = {}): () => Promise<void> {
  const stop = new AbortController()
  const running = manageInstances({ clock: systemClock, driver: async () => driver, askHealth, kinds: ['process'], turnEveryMs: 500, hostEveryMs: 500, endPatienceMs: 100, ...more }, stop.signal)
  const end = async (): Promise<void> => { stop.abort(); await running }
  ends.push(end)
  return end
}

const create = () => createInstanceRow({ clientId, sizeId, modelId })
const untilStatus = (id: string, status: string) => expect.poll(async () => (await instanceNow(id)).status, patience).toBe(status)
const reasonsOf = async (id: string) => (await platformDb.instanceEvent.findMany({ where: { instanceId: id, reason: { not: null } }, orderBy: { id: 'asc' } })).map(({ reason }) => reason)

type Step = 'ensure' | 'start' | 'stop' | 'destroy'

/** The driver of a manager that is killed in this step of it: nothing it does afterwards is heard of. */
function dyingIn(machine: ScriptedMachine, step: Step, when: 'before' | 'after'): { driver: InstanceDriver; died: Promise<void>; bury: () => void } {
  let [die, bury]: (() => void)[] = []
  const died = new Promise<void>((resolve) => { die = resolve })
  const grave = new Promise<never>((_resolve, reject) => { bury = () => reject(new Error('killed')) })
  grave.catch(() => undefined)
  const dying = async (work: () => Promise<void>): Promise<void> => {
    if (when === 'after') await work()
    die?.()
    await grave
  }
  const { driver } = machine
  const deadly: Pick<InstanceDriver, Step> = {
    ensure: (spec) => dying(() => driver.ensure(spec)), start: (spec) => dying(() => driver.start(spec)),
    stop: (id, options) => dying(() => driver.stop(id, options)), destroy: (id, options) => dying(() => driver.destroy(id, options)),
  }
  return { driver: { ...driver, [step]: deadly[step] }, died, bury: () => bury?.() }
}

const steps: Step[] = ['ensure', 'start', 'stop', 'destroy']

describe.each(steps.flatMap((step) => [{ step, when: 'before' as const }, { step, when: 'after' as const }]))('a manager killed in $step, $when it has its effect', ({ step, when }) => {
  it('is followed by one that brings the instance to what is wanted, and runs it once', async () => {
    const machine = new ScriptedMachine()
    const { driver, died, bury } = dyingIn(machine, step, when)
    const tools = { askHealth: machine.askHealth }
    const end = manage(driver, tools)
    const id = await create()
    const [isUp, last] = [step === 'ensure' || step === 'start', { ensure: 'running', start: 'running', stop: 'stopped', destroy: 'deleted' }[step]]
    if (!isUp) {
      await untilStatus(id, 'running')
      await wish(id, step === 'stop' ? { desired: 'stopped' } : { desired: 'deleted', deleteAfter: new Date() })
    }
    await died
    await end()
    manage(machine.driver, tools)
    await untilStatus(id, last)
    expect([machine.doubles, machine.workloads.get(id)?.phase]).toEqual([0, { running: 'running', stopped: 'stopped', deleted: undefined }[last]])
    bury()
  })
})

it('an engine that never gets ready is ended with that reason, and tried again', async () => {
  const machine = new ScriptedMachine()
  let ahead = 0
  const clock = { now: () => new Date(Date.now() + ahead) }
  manage(machine.driver, { askHealth: machine.askHealth, clock })
  machine.loadMs = Number.MAX_SAFE_INTEGER
  const id = await create()
  await untilStatus(id, 'starting')
  machine.loadMs = 20
  ahead = minutes(4)
  await untilStatus(id, 'running')
  expect(await reasonsOf(id)).toContain('never_ready')
  expect([machine.of('start', id), machine.doubles]).toEqual([2, 0])
})

it('a real engine that hangs is ended and started anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hangs-'))
  const driver = processDriver({ installation: await installationId(), dataDir: folder, houseModel: join(process.cwd(), 'lib', 'testing', 'hostile-engine') })
  manage(driver)
  const id = await create()
  try {
    await untilStatus(id, 'running')
    const row = await instanceNow(id)
    const does = async (what: string) => callEndpoint((await instanceNow(id)).endpoint as InstanceEndpoint, '/do', { secret: instanceSecret(row), body: { what } })
    const before = (await does('who')).body
    await does('hang')
    await expect.poll(() => reasonsOf(id), patience).toContain('hung')
    await untilStatus(id, 'running')
    expect((await does('who')).body).not.toBe(before)
  } finally {
    await Promise.all(ends.splice(0).map((end) => end()))
    await driver.destroy(id, { keepVolume: false })
    await driver.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  }
})
