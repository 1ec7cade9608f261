import { afterEach, beforeAll, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { readMetrics } from '@/lib/domain/admin/read-metrics'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { RuntimeError } from '@/lib/providers/instance-runtime/types'
import { createTestClient } from '@/lib/testing/contexts'
import { createInstanceModel, createInstanceRow, createInstanceSize, instanceNow, wish } from '@/lib/testing/managed-instance'
import { ScriptedMachine } from '@/lib/testing/scripted-driver'
import { manageInstances, type ManagerTools } from './manager'

let [clientId, sizeId, modelId] = ['', '', '']
const ends: (() => Promise<void>)[] = []

beforeAll(async () => {
  clientId = (await createTestClient()).clientId
  ;[sizeId, modelId] = await Promise.all([createInstanceSize(), createInstanceModel()])
})

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()))
  await platformDb.privateInstance.updateMany({ where: { status: { not: 'deleted' } }, data: { status: 'deleted', deletedAt: new Date(), desired: 'deleted' } })
})

/** A manager of this machine; returns how to end it. */
function manage(machine: ScriptedMachine, more: Partial<ManagerTools> = {}): () => Promise<void> {
  const stop = new AbortController()
  const running = manageInstances({ clock: systemClock, driver: async () => machine.driver, askHealth: machine.askHealth, kinds: ['process'], turnEveryMs: 500, hostEveryMs: 500, endPatienceMs: 2_000, ...more }, stop.signal)
  const end = async (): Promise<void> => { stop.abort(); await running }
  ends.push(end)
  return end
}

const create = (more: { desired?: 'stopped'; idleSleepMinutes?: number } = {}) => createInstanceRow({ clientId, sizeId, modelId, ...more })
const untilStatus = (id: string, status: string) => expect.poll(async () => (await instanceNow(id)).status, { interval: 20 }).toBe(status)
const movesOf = async (id: string) => (await platformDb.instanceEvent.findMany({ where: { instanceId: id, kind: 'status' }, orderBy: { id: 'asc' } })).map(({ fromStatus, toStatus }) => `${fromStatus} → ${toStatus}`)

it('a new instance is made, followed and routed to; stopped it is routed to no more before its workload is asked to end', async () => {
  const machine = new ScriptedMachine()
  manage(machine, { turnEveryMs: 60_000 })
  const listens = () => platformDb.$queryRaw<object[]>`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN instance_wanted'`
  await expect.poll(async () => (await listens()).length).toBe(1)
  const id = await create()
  await untilStatus(id, 'running')
  expect(await instanceNow(id)).toMatchObject({ endpoint: { kind: 'unix', socketPath: `run/${id}/s` }, isolation: 'strong', observedGeneration: 1, statusReason: null })
  let atStop: unknown = null
  machine.faults.stop = async (one) => { const { status, endpoint } = await instanceNow(one); atStop = { status, endpoint } }
  await wish(id, { desired: 'stopped' })
  await untilStatus(id, 'stopped')
  expect(atStop).toEqual({ status: 'stopping', endpoint: null })
  await wish(id, { desired: 'running' }, { restarts: 1 })
  await untilStatus(id, 'running')
  const up = ['provisioning → starting', 'starting → running']
  expect(await movesOf(id)).toEqual(['pending → provisioning', ...up, 'running → stopping', 'stopping → stopped', 'stopped → provisioning', ...up])
  const row = await instanceNow(id)
  const last = await platformDb.instanceEvent.findFirstOrThrow({ where: { instanceId: id }, orderBy: { id: 'desc' } })
  expect(last.createdAt).toEqual(row.statusSince)
})

it('a manager that takes over restarts nothing', async () => {
  const machine = new ScriptedMachine()
  const end = manage(machine)
  const id = await create()
  await untilStatus(id, 'running')
  await end()
  manage(machine)
  await expect.poll(() => machine.of('observe', id)).toBeGreaterThan(8)
  expect(machine.of('start', id)).toBe(1)
  expect((await instanceNow(id)).status).toBe('running')
})

it('a manager that was away finds what ended meanwhile, and what was wanted', async () => {
  const machine = new ScriptedMachine()
  const end = manage(machine)
  const [crashed, unwanted] = [await create(), await create()]
  await Promise.all([untilStatus(crashed, 'running'), untilStatus(unwanted, 'running')])
  await end()
  machine.crash(crashed, 'killed')
  await wish(unwanted, { desired: 'stopped' })
  manage(machine)
  await untilStatus(unwanted, 'stopped')
  await expect.poll(() => machine.of('start', crashed)).toBe(2)
  await untilStatus(crashed, 'running')
})

it('out of memory: said so, and tried again', async () => {
  const machine = new ScriptedMachine()
  manage(machine)
  const id = await create()
  await untilStatus(id, 'running')
  machine.crash(id, 'oom')
  await expect.poll(async () => platformDb.instanceEvent.findFirst({ where: { instanceId: id, toStatus: 'crash_backoff' } })).toMatchObject({ reason: 'oom', detail: { code: 137, crashes: 1 } })
  await untilStatus(id, 'running')
  expect(await instanceNow(id)).toMatchObject({ crashes: 1, statusReason: null })
})

it('one whose runtime hangs keeps no other waiting', async () => {
  const machine = new ScriptedMachine()
  const hung = new Set<string>()
  machine.faults.start = (id) => (hung.has(id) ? new Promise(() => undefined) : undefined)
  for (let i = 0; i < 9; i++) hung.add(await create())
  manage(machine, { patienceMs: { make: 30_000 }, endPatienceMs: 100 })
  const id = await create()
  await untilStatus(id, 'running')
})

it('a call that never ends is given up and the instance says so', async () => {
  const machine = new ScriptedMachine()
  machine.faults.ensure = () => new Promise(() => undefined)
  manage(machine, { patienceMs: { make: 500 } })
  const id = await create()
  await untilStatus(id, 'crash_backoff')
  expect(await instanceNow(id)).toMatchObject({ statusReason: 'driver', statusDetail: expect.stringContaining('longer than') as string })
  delete machine.faults.ensure
  await untilStatus(id, 'running')
})

it('a machine that keeps it apart too little does not run it', async () => {
  const machine = new ScriptedMachine()
  machine.faults.ensure = () => { throw new RuntimeError('isolation', 'no cgroups') }
  manage(machine)
  const id = await create()
  await untilStatus(id, 'crash_backoff')
  expect(await instanceNow(id)).toMatchObject({ statusReason: 'isolation', statusDetail: 'no cgroups', endpoint: null })
})

it('deleted while it starts: its workload goes at once, its files when their time is over', async () => {
  const machine = new ScriptedMachine()
  machine.loadMs = 60_000
  manage(machine)
  const id = await create()
  await untilStatus(id, 'starting')
  await wish(id, { desired: 'deleted', deleteAfter: new Date(Date.now() + 3_600_000) })
  await untilStatus(id, 'deleting')
  await expect.poll(() => machine.workloads.get(id)).toMatchObject({ phase: 'absent', hasVolume: true })
  await wish(id, { deleteAfter: new Date() })
  await untilStatus(id, 'deleted')
  expect(machine.workloads.has(id)).toBe(false)
  expect((await instanceNow(id)).deletedAt).not.toBeNull()
})

it('asleep when idle, awake when asked', async () => {
  const machine = new ScriptedMachine()
  manage(machine)
  const id = await create({ idleSleepMinutes: 5 })
  await untilStatus(id, 'running')
  await platformDb.privateInstance.update({ where: { id }, data: { readyAt: new Date(Date.now() - 400_000), lastRequestAt: new Date(Date.now() - 301_000) } })
  await untilStatus(id, 'sleeping')
  await wish(id, { wakeAskedAt: new Date() })
  await untilStatus(id, 'running')
})

it('two managers at once, when one does not know yet that it lost its place: each move is made once, from where the one before it led', async () => {
  const machine = new ScriptedMachine()
  manage(machine)
  manage(machine)
  const ids = await Promise.all(Array.from({ length: 6 }, () => create()))
  for (const id of ids) await untilStatus(id, 'running')
  await Promise.all(ids.map((id) => wish(id, {}, { restarts: 1 })))
  for (const id of ids) await expect.poll(async () => { const { status, observedNonce } = await instanceNow(id); return `${status} ${observedNonce}` }).toBe('running 1')
  for (const id of ids) {
    const moves = await movesOf(id)
    const [from, to] = [0, 1].map((side) => moves.map((move) => move.split(' → ')[side]))
    expect(from?.slice(1)).toEqual(to?.slice(0, -1))
  }
})

it('what no row knows is ended after it was seen twice, and what is known stays', async () => {
  const machine = new ScriptedMachine()
  const id = await create()
  const orphan = newId('ins')
  await machine.driver.ensure({ id: orphan } as Parameters<typeof machine.driver.ensure>[0])
  manage(machine)
  await expect.poll(() => machine.workloads.has(orphan)).toBe(false)
  expect(machine.calls.filter((call) => call.startsWith('list')).length).toBeGreaterThanOrEqual(2)
  await untilStatus(id, 'running')
  // Written after the machine said that it is gone.
  const written = () => platformDb.auditEvent.count({ where: { action: 'instances.endOrphan', objectId: orphan } })
  await expect.poll(written).toBe(1)
})

it('the machine and what instances use are reported', async () => {
  const machine = new ScriptedMachine()
  manage(machine)
  const id = await create()
  await untilStatus(id, 'running')
  await expect.poll(() => platformDb.instanceSample.count({ where: { instanceId: id } })).toBeGreaterThan(1)
  expect(await platformDb.instanceSample.findFirst({ where: { instanceId: id } })).toMatchObject({ clientId, memoryBytes: 50_000_000n, pids: 3, isRollup: false })
  // A loop of its own, behind that of the samples or ahead of it.
  const host = () => platformDb.instanceHost.findUnique({ where: { id: 'process:scripted' } })
  await expect.poll(host).toMatchObject({ isolation: 'strong', notes: ['a note'], memoryBytes: 1_000_000_000n, orphans: [] })
  for (const line of ['matrix_instances{status="running",driver="process"} 1', 'matrix_instance_orphans{host="process:scripted"} 0']) await expect.poll(readMetrics).toContain(line)
  const passes = async () => Number(/matrix_instance_passes_total\{host="process:scripted"\} (\d+)/.exec(await readMetrics())?.[1])
  await expect.poll(passes).toBeGreaterThan(0)
})
