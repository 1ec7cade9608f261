import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { platformDb } from '@/lib/db/platform-db'
import { askHealth } from '@/lib/providers/instance-runtime/ask-health'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import { InstanceTraffic } from './instance-traffic'
import { KilledMachine } from './killed-machine'
import { instanceNow, wish } from './managed-instance'
import { TestProgram } from './test-program'
import { workloadProcesses } from './workload-processes'

/** Patience: how long it took is told. */
const settleMs = 900_000
/** A manager is killed after this long whether it did something or not; no shorter, or on a busy machine none gets to do anything. */
const managerLifeMs = 20_000
/** Nothing is killed after this long: a machine that is so slow shows the same with fewer kills. */
const mostKillingMs = 2_400_000
const answersBetween = 3
/** So that a slow machine kills as often: then there are fewer answers. */
const [longestQuietMs, quietMsPerKill] = [15_000, 1_500]

export type ManagerKills = {
  kills: { manager: number; engine: number }; wishes: number; starts: number; startSeconds?: number; settledSeconds: number; logLines: number; wrong: string[]; seconds: number
  /** Through the gateway, with `hasTraffic`, which also waits for all to run before the first kill: `startSeconds`; meanwhile, where there was traffic: all, answered whole, cut off after a token. */
  requests?: { asked: number; answered: number; cut: number }
}

const countMoves = (): Promise<number> => platformDb.instanceEvent.count({ where: { kind: 'status' } })

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

/** What is not as wanted of one that lives. */
async function amiss(machine: KilledMachine, id: string): Promise<string | null> {
  const { desired, status, endpoint, generation, observedGeneration, restartNonce, observedNonce } = await instanceNow(id)
  const engines = workloadProcesses(machine.installation).filter((one) => one.instanceId === id && one.isEngine).length
  if (desired === 'stopped') return status === 'stopped' && engines === 0 ? null : `${id}: wanted stopped, is ${status} with ${engines} servers`
  const isAsAsked = generation === observedGeneration && restartNonce === observedNonce
  const answers = endpoint !== null && (await askHealth(endpoint as InstanceEndpoint, 2_000))
  return status === 'running' && isAsAsked && answers && engines === 1 ? null : `${id}: wanted running, is ${status} with ${engines} servers, answers: ${answers}, as asked: ${isAsAsked}`
}

async function amissAtAll(machine: KilledMachine): Promise<string[]> {
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

/** A while without a kill, until the client got some answers: what is killed next is in the middle of more. @returns how long it took */
async function untilSomeAnswers(machine: KilledMachine, traffic: InstanceTraffic, mostMs: number): Promise<number> {
  const [from, enough] = [performance.now(), traffic.answered + answersBetween]
  await machine.keepMost()
  while (traffic.answered < enough && performance.now() - from < mostMs) await sleep(50)
  return performance.now() - from
}

/** `count` kills of manager and engines in all, at moments of chance while wishes of chance are made. */
async function killAll(machine: KilledMachine, place: Place, count: number, traffic: InstanceTraffic | undefined): Promise<ManagerKills['kills']> {
  const kills = { manager: 0, engine: 0 }
  const from = performance.now()
  let quietMs = count * quietMsPerKill
  while (kills.manager + kills.engine < count && performance.now() - from < mostKillingMs) {
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
    if (traffic) quietMs -= await untilSomeAnswers(machine, traffic, Math.min(quietMs, longestQuietMs))
  }
  return kills
}

/** Says what every instance is to be, two at least running, and waits for all to be so. */
async function settle(machine: KilledMachine): Promise<{ wrong: string[]; seconds: number }> {
  for (const [i, id] of machine.ids.entries()) await wish(id, { desired: i < 2 || Math.random() > 0.3 ? 'running' : 'stopped', suspendedFor: null, suspendedAt: null }, { restarts: 1 })
  return untilAsWanted(machine)
}

async function untilAsWanted(machine: KilledMachine): Promise<{ wrong: string[]; seconds: number }> {
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
  const machine = new KilledMachine()
  const program = await TestProgram.of('lib/processes/manager.ts')
  const place = new Place(program, { ROLE: 'manager', DATA_DIR: machine.folder, INSTANCE_DRIVERS: 'process', MIN_ISOLATION: 'process-only', DATABASE_POOL_SIZE: '5' })
  let traffic: InstanceTraffic | undefined
  try {
    await machine.prepare(hasTraffic ? 5 : 3)
    place.open()
    if (hasTraffic && machine.client) traffic = new InstanceTraffic(machine.client, machine.someInstance)
    const startSeconds = traffic && (await untilAsWanted(machine)).seconds
    traffic?.begin()
    const kills = await killAll(machine, place, count, traffic)
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
async function booksAfter(traffic: InstanceTraffic, machine: KilledMachine, wrong: readonly string[]): Promise<string[]> {
  const rows = await Promise.all(machine.ids.map(instanceNow))
  if (wrong.length === 0) for (const { id } of rows.filter(({ desired }) => desired === 'running')) await traffic.untilAnswered(id)
  return traffic.wrongBooks([...machine.ids, ...machine.deleted])
}
