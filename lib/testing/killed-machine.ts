import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installationId } from '@/lib/db/installation-id'
import { platformDb } from '@/lib/db/platform-db'
import { readLogs } from '@/lib/domain/instances/read-logs'
import { processDriver } from '@/lib/providers/instance-runtime/process/driver'
import type { InstanceDriver } from '@/lib/providers/instance-runtime/types'
import { InstanceTraffic, priceSize } from './instance-traffic'
import { createInstanceModel, createInstanceRow, createInstanceSize, wish } from './managed-instance'
import { createMeteredClient, type Metered } from './metered-client'
import { endNow, workloadProcesses } from './workload-processes'

const mostWanted = 4

const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(Math.random() * all.length)]

/** One machine with real engines and the real manager process. */
export class KilledMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'kills-'))
  readonly ids: string[] = []
  readonly deleted: string[] = []
  readonly wrong: string[] = []
  wishes = 0
  client: Metered | undefined
  /** What instances were seen to have written before something was killed. */
  private readonly written = new Map<string, string[]>()
  private pairsBefore = new Map<string, string>()
  private reader: InstanceDriver | undefined
  private sizes: string[] = []
  private modelId = ''
  installation = ''

  async prepare(instances: number): Promise<void> {
    this.installation = await installationId()
    this.client = await createMeteredClient({ upstreams: [], walletPicos: InstanceTraffic.walletPicos })
    this.reader = processDriver({ installation: this.installation, dataDir: this.folder, watches: false })
    this.sizes = [await createInstanceSize({ cpuMillis: 1_000 }), await createInstanceSize({ cpuMillis: 1_000, storageBytes: 96n * 2n ** 20n })]
    for (const sizeId of this.sizes) await priceSize(sizeId)
    this.modelId = await createInstanceModel()
    for (let i = 0; i < instances; i++) await this.create()
  }

  async create(): Promise<void> {
    this.ids.push(await createInstanceRow({ clientId: this.client?.clientId ?? '', sizeId: this.sizes[0] ?? '', modelId: this.modelId }))
  }

  /** One that a client asks: nearly always one that it wants to run. */
  readonly someInstance = async (): Promise<string | undefined> => {
    const wanted = Math.random() < 0.95 ? await this.wanted() : []
    return pick(wanted)?.id ?? pick(this.ids)
  }

  private wanted() {
    return platformDb.privateInstance.findMany({ where: { id: { in: this.ids }, desired: 'running', suspendedFor: null }, select: { id: true, status: true, nextTryAt: true } })
  }

  /** As clients keep theirs: most run, and what waits for another try, or gets none, is started. */
  async keepMost(): Promise<void> {
    const wanted = await this.wanted()
    const soon = new Date(Date.now() + 1_000)
    const waiting = wanted.filter(({ status, nextTryAt }) => status === 'failed' || (nextTryAt !== null && nextTryAt > soon)).map(({ id }) => id)
    const resting = this.ids.filter((id) => !wanted.some((one) => one.id === id)).slice(0, Math.max(0, mostWanted - wanted.length))
    for (const id of [...waiting, ...resting]) await wish(id, { desired: 'running', suspendedFor: null, suspendedAt: null }, { restarts: 1 })
    this.wishes += waiting.length + resting.length
  }

  /** What clients and the platform do, by chance. */
  async someWish(): Promise<void> {
    const id = pick(this.ids) ?? ''
    this.wishes += 1
    const [start, resume] = [() => wish(id, { desired: 'running' }, { restarts: 1 }), () => wish(id, { suspendedFor: null, suspendedAt: null })]
    const acts = [
      () => wish(id, { desired: 'stopped' }), start, start, () => wish(id, {}, { restarts: 1 }), () => wish(id, { sizeId: this.sizes[1] ?? '' }, { changes: 1 }),
      () => wish(id, { wakeAskedAt: new Date() }), () => wish(id, { suspendedFor: 'unpaid', suspendedAt: new Date() }), resume, resume,
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
    const pairs = new Map(engines.flatMap((one, at) => engines.slice(at + 1).filter(({ instanceId }) => instanceId === one.instanceId)
      .map((other) => [`${one.instanceId}: two servers at once, ${one.pid} and ${other.pid}`, `${one.about} beside ${other.about}`] as const)))
    for (const [pair, now] of pairs) if (this.pairsBefore.has(pair)) this.wrong.push(`${pair}: ${this.pairsBefore.get(pair)}; at the next look ${now}`)
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
