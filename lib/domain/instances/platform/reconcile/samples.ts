import { platformDb } from '@/lib/db/platform-db'
import type { DriverKind, InstanceDriver, InstanceStats } from '@/lib/providers/instance-runtime/types'
import { inTime } from './in-time'
import type { InstanceRow } from './instance-row'

type Last = { cpuMicros: number; at: number }

const sampled = new Set(['starting', 'running', 'unready'])
const patienceMs = 5_000

/** What instances use, beside what they used when they were last looked at. */
export class Samples {
  private readonly last = new Map<string, Last>()

  constructor(private readonly driver: (kind: DriverKind) => Promise<InstanceDriver | undefined>) {}

  /** Writes one sample of each that runs, in one statement. */
  async take(rows: readonly InstanceRow[], now: Date): Promise<number> {
    const found = await Promise.all(rows.filter(({ status }) => sampled.has(status)).map(async (row) => {
      const stats = await this.ask(row)
      return stats ? [{ instanceId: row.id, clientId: row.clientId, at: now, ...this.measured(row.id, stats, now) }] : []
    }))
    const data = found.flat()
    for (const id of this.last.keys()) if (!data.some(({ instanceId }) => instanceId === id)) this.last.delete(id)
    if (data.length > 0) await platformDb.instanceSample.createMany({ data, skipDuplicates: true })
    return data.length
  }

  private async ask({ id, driver }: InstanceRow): Promise<InstanceStats | null> {
    const found = await this.driver(driver).catch(() => undefined)
    return found ? inTime('stats', patienceMs, found.stats(id)).catch(() => null) : null
  }

  /** The counter of a workload that was started anew begins again from nothing. */
  private measured(id: string, { cpuMicros, memoryBytes, storageBytes, pids }: InstanceStats, now: Date) {
    const before = this.last.get(id)
    this.last.set(id, { cpuMicros, at: now.getTime() })
    const ms = before ? now.getTime() - before.at : 0
    const used = before && cpuMicros >= before.cpuMicros ? cpuMicros - before.cpuMicros : 0
    return { cpuMillis: ms > 0 ? Math.round(used / ms) : 0, memoryBytes: BigInt(Math.round(memoryBytes)), storageBytes: storageBytes === null ? null : BigInt(Math.round(storageBytes)), pids }
  }
}
