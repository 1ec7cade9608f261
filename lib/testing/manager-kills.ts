import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installationId } from '@/lib/db/installation-id'
import { platformDb } from '@/lib/db/platform-db'
import { readLogs } from '@/lib/domain/instances/read-logs'
import { askHealth } from '@/lib/providers/instance-runtime/ask-health'
import { processDriver } from '@/lib/providers/instance-runtime/process/driver'
import type { InstanceDriver, InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import { InstanceTraffic, priceSize } from './instance-traffic'
import { createInstanceModel, createInstanceRow, createInstanceSize, instanceNow, wish } from './managed-instance'
import { createMeteredClient, type Metered } from './metered-client'
import { TestProgram } from './test-program'
import { endNow, workloadProcesses } from './workload-processes'

const instancesAtOnce = 4
/** Patience: how long it took is told. */
const settleMs = 900_000
/** A manager is killed after this long whether it did something or not. */
const managerLifeMs = 20_000

export type ManagerKills = {
  kills: { manager: number; engine: number }; wishes: number; starts: number; startSeconds?: number; settledSeconds: number; logLines: number; wrong: string[]; seconds: number
  /** Through the gateway, with `hasTraffic`, which also waits for all to run before the first kill: `startSeconds`; meanwhile, where there was traffic: all, answered whole, cut off after a token. */
  requests?: { asked: number; answered: number; cut: number }
}

const countMoves = (): Promise<number> => platformDb.instanceEvent.count({ where: { kind: 'status' } })

const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(Math.random() * all.length)]

/** The manager's place: as the supervisor does, a new one whenever it ends. */
class Place {
  private child: ChildProcess | undefined
  private isClosed = false

  constructor(private readonly program: TestProgram, private readonly env: Record<string, string>) {}

  open(): void {
    this.child = this.program.start(this.env)
    this.child.once('exit', () => { if (!this.isClosed) this.open() })
  }

  kill(): void {
    this.child?.kill('SIGKILL')
  }

  async close(): Promise<void> {
    this.isClosed = true
    const ended = this.child && once(this.child, 'exit')
    this.child?.kill('SIGTERM')
    await ended
  }
}

/** One machine with real engines and the real manager process. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'kills-'))
  readonly ids: string[] = []
  readonly deleted: string[] = []
  readonly wrong: string[] = []
  wishes = 0
  client: Metered | undefined
  /** What instances were seen to have written before something was killed. */
  private readonly written = new Map<string, string[]>()
  private pairsBefore: string[] = []
  private reader: InstanceDriver | undefined
  private sizes: string[] = []
  private modelId = ''
  installation = ''

  async prepare(): Promise<void> {
    this.installation = await installationId()
    this.client = await createMeteredClient({ upstreams: [], walletPicos: InstanceTraffic.walletPicos })
    this.reader = processDriver({ installation: this.installation, dataDir: this.folder, watches: false })
    this.sizes = [await createInstanceSize({ cpuMillis: 1_000 }), await createInstanceSize({ cpuMillis: 1_000, storageBytes: 96n * 2n ** 20n })]
    for (const sizeId of this.sizes) await priceSize(sizeId)
    this.modelId = await createInstanceModel()
    for (let i = 0; i < instancesAtOnce; i++) await this.create()
  }

  async create(): Promise<void> {
    this.ids.push(await createInstanceRow({ clientId: this.client?.clientId ?? '', sizeId: this.sizes[0] ?? '', modelId: this.modelId }))
  }

  /** What clients and the platform do, by chance. */
  async someWish(): Promise<void> {
    const id = pick(this.ids) ?? ''
    this.wishes += 1
    const acts = [
      () => wish(id, { desired: 'stopped' }), () => wish(id, { desired: 'running' }, { restarts: 1 }), () => wish(id, {}, { restarts: 1 }),
      () => wish(id, { sizeId: this.sizes[1] ?? '' }, { changes: 1 }), () => wish(id, { wakeAskedAt: new Date() }),
      () => wish(id, { suspendedFor: 'unpaid', suspendedAt: new Date() }), () => wish(id, { suspendedFor: null, suspendedAt: null }),
    ]
    if (Math.random() > 0.05) return pick(acts)?.()
    await wish(id, { desired: 'deleted', deleteAfter: new Date(Date.now() + (Math.random() > 0.5 ? 3_600_000 : 0)) })
    this.deleted.push(...this.ids.splice(this.ids.indexOf(id), 1))
    await this.create()
  }

  /** Some process of some instance: the engine, or what is around it. */
  async killSome(): Promise<boolean> {
    const victim = pick(workloadProcesses(this.installation))
    if (!victim) return false
    await this.noteLog(victim.instanceId)
    return endNow(victim.pid)
  }

  /**
   * A look at all processes takes its time, in which one may end and the next begin, and a new process is the image of its parent until it
   * is another program: two servers are those that two looks in a row find beside each other.
   */
  noteDoubles(): void {
    const engines = workloadProcesses(this.installation).filter(({ isEngine }) => isEngine)
    const pairs = engines.flatMap((one, at) => engines.slice(at + 1).filter(({ instanceId }) => instanceId === one.instanceId).map((other) => `${one.instanceId}: two servers at once, ${one.pid} and ${other.pid}`))
    this.wrong.push(...pairs.filter((pair) => this.pairsBefore.includes(pair)))
    this.pairsBefore = pairs
  }

  get logLines(): number {
    return [...this.written.values()].reduce((sum, lines) => sum + lines.length, 0)
  }

  private async noteLog(id: string): Promise<void> {
    this.written.set(id, await this.logOf(id))
  }

  noteLogs = async (): Promise<void> => void (await Promise.all(this.ids.map((id) => this.noteLog(id))))

  /** As its client reads it: the verb says whose it is and where, the driver has the lines. */
  private async logOf(id: string): Promise<string[]> {
    if (!this.client || !this.reader || !this.ids.includes(id)) return []
    const source = await readLogs(this.client.ctx, { id })
    const lines: string[] = []
    for await (const { text } of this.reader.logs(source.id, {})) lines.push(text)
    return lines
  }

  /** Nothing that was written before a kill is missing afterwards. */
  async lostLines(): Promise<string[]> {
    const lost = await Promise.all(this.ids.map(async (id) => {
      const [before, now] = [this.written.get(id) ?? [], await this.logOf(id)]
      return before.every((line, at) => now[at] === line) ? [] : [`${id}: of ${before.length} lines of its log not all are there`]
    }))
    return lost.flat()
  }

  async clean(): Promise<void> {
    await this.reader?.close()
    while (workloadProcesses(this.installation).length > 0) {
      for (const { pid } of workloadProcesses(this.installation)) endNow(pid)
      await sleep(100)
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20 })
  }
}

/** What is not as wanted of one that lives. */
async function amiss(machine: Machine, id: string): Promise<string | null> {
  const { desired, status, endpoint, generation, observedGeneration, restartNonce, observedNonce } = await instanceNow(id)
  const engines = workloadProcesses(machine.installation).filter((one) => one.instanceId === id && one.isEngine).length
  if (desired === 'stopped') return status === 'stopped' && engines === 0 ? null : `${id}: wanted stopped, is ${status} with ${engines} servers`
  const isAsAsked = generation === observedGeneration && restartNonce === observedNonce
  const answers = endpoint !== null && (await askHealth(endpoint as InstanceEndpoint, 2_000))
  return status === 'running' && isAsAsked && answers && engines === 1 ? null : `${id}: wanted running, is ${status} with ${engines} servers, answers: ${answers}, as asked: ${isAsAsked}`
}

async function amissAtAll(machine: Machine): Promise<string[]> {
  const living = await Promise.all(machine.ids.map((id) => amiss(machine, id)))
  const gone = await Promise.all(machine.deleted.map(async (id) => {
    const { status } = await instanceNow(id)
    return status === 'deleting' || status === 'deleted' ? null : `${id}: wanted deleted, is ${status}`
  }))
  const orphans = workloadProcesses(machine.installation).filter(({ instanceId }) => !machine.ids.includes(instanceId)).map(({ instanceId, pid }) => `${instanceId}: left over, ${pid}`)
  return [...living, ...gone].filter((one): one is string => one !== null).concat(orphans)
}

/** Each history leads from state to state without a gap. */
async function brokenHistories(): Promise<string[]> {
  const events = await platformDb.instanceEvent.findMany({ where: { kind: 'status' }, orderBy: [{ instanceId: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }] })
  return events.flatMap((event, at) => {
    const before = events[at - 1]
    return before?.instanceId === event.instanceId && before.toStatus !== event.fromStatus ? [`${event.instanceId}: ${before.toStatus} and then ${event.fromStatus} → ${event.toStatus}`] : []
  })
}

/** `count` kills of manager and engines in all, at moments of chance while wishes of chance are made. */
async function killAll(machine: Machine, place: Place, count: number): Promise<ManagerKills['kills']> {
  const kills = { manager: 0, engine: 0 }
  while (kills.manager + kills.engine < count) {
    const moves = await countMoves()
    const [most, until] = [Math.floor(Math.random() * 8), performance.now() + managerLifeMs]
    // Some moves later, whichever step it is in the middle of by then.
    while ((await countMoves()) - moves < most && performance.now() < until) {
      if (Math.random() < 0.3) await machine.someWish()
      if (Math.random() < 0.5 && kills.manager + kills.engine < count - 1 && kills.engine < 4 * kills.manager + 4 && (await machine.killSome())) kills.engine += 1
      machine.noteDoubles()
      await sleep(50 + Math.random() * 100)
    }
    await sleep(Math.random() * 100)
    place.kill()
    kills.manager += 1
  }
  return kills
}

/** Says what every instance is to be, two at least running, and waits for all to be so. */
async function settle(machine: Machine): Promise<{ wrong: string[]; seconds: number }> {
  for (const [i, id] of machine.ids.entries()) await wish(id, { desired: i < 2 || Math.random() > 0.3 ? 'running' : 'stopped', suspendedFor: null, suspendedAt: null }, { restarts: 1 })
  return untilAsWanted(machine)
}

async function untilAsWanted(machine: Machine): Promise<{ wrong: string[]; seconds: number }> {
  const from = performance.now()
  let wrong = await amissAtAll(machine)
  while (wrong.length > 0 && performance.now() - from < settleMs) {
    await sleep(500)
    wrong = await amissAtAll(machine)
  }
  return { wrong, seconds: Math.round((performance.now() - from) / 100) / 10 }
}

/**
 * Kills the manager and engines, `count` times in all, at moments of chance while wishes of chance are made; then says what every instance
 * is to be and waits for all to be so. With `hasTraffic` the instances are asked through the gateway all the while, and
 * their client's books are held against what it was told.
 */
export async function killManagersAndEngines(count: number, { hasTraffic = false } = {}): Promise<ManagerKills> {
  const began = performance.now()
  const machine = new Machine()
  const program = await TestProgram.of('lib/processes/manager.ts')
  const place = new Place(program, { ROLE: 'manager', DATA_DIR: machine.folder, INSTANCE_DRIVERS: 'process', MIN_ISOLATION: 'process-only', DATABASE_POOL_SIZE: '5' })
  let traffic: InstanceTraffic | undefined
  try {
    await machine.prepare()
    place.open()
    if (hasTraffic && machine.client) traffic = new InstanceTraffic(machine.client, () => pick(machine.ids))
    const startSeconds = traffic && (await untilAsWanted(machine)).seconds
    traffic?.begin()
    const kills = await killAll(machine, place, count)
    await traffic?.end()
    await machine.noteLogs()
    const { wrong, seconds: settledSeconds } = await settle(machine)
    const wrongBooks = traffic ? await booksAfter(traffic, machine, wrong) : []
    return {
      kills, ...(startSeconds === undefined ? {} : { startSeconds }), wishes: machine.wishes, starts: await platformDb.instanceEvent.count({ where: { toStatus: 'starting' } }), settledSeconds, logLines: machine.logLines,
      ...(traffic ? { requests: { asked: traffic.requests, answered: traffic.answered, cut: traffic.told.length - traffic.answered } } : {}),
      wrong: [...machine.wrong, ...wrong, ...(await machine.lostLines()), ...wrongBooks, ...(await brokenHistories())], seconds: Math.round((performance.now() - began) / 1000),
    }
  } finally {
    await traffic?.end().catch(() => undefined)
    await place.close()
    await program.stop()
    await machine.clean()
  }
}

/** Each that is wanted running answers through the gateway; then nothing runs any more, and the books are looked at. */
async function booksAfter(traffic: InstanceTraffic, machine: Machine, wrong: readonly string[]): Promise<string[]> {
  const rows = await Promise.all(machine.ids.map(instanceNow))
  if (wrong.length === 0) for (const { id } of rows.filter(({ desired }) => desired === 'running')) await traffic.untilAnswered(id)
  return traffic.wrongBooks([...machine.ids, ...machine.deleted])
}
