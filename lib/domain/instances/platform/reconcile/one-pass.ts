import type { Clock } from '@/lib/kernel/clock'
import { log } from '@/lib/log'
import type { DriverKind, InstanceDriver, InstanceEndpoint, Observed } from '@/lib/providers/instance-runtime/types'
import { afterRefusal } from './after-crash'
import { limits, type Act, type Health } from './facts'
import { inTime } from './in-time'
import { toSpec, type InstanceRow } from './instance-row'
import { nextStep } from './next-step'
import { writePatch } from './store'

/** The world as a pass meets it. */
export type PassTools = {
  clock: Clock
  driver: (kind: DriverKind) => Promise<InstanceDriver | undefined>
  askHealth: (endpoint: InstanceEndpoint, timeoutMs: number) => Promise<boolean>
  /** How long a driver may take for each; what takes longer is left to itself and asked for again. */
  patienceMs?: Partial<typeof defaultPatienceMs>
}

const defaultPatienceMs = { observe: 10_000, make: 60_000, stop: 40_000, release: 40_000, destroy: 60_000, health: 5_000 }
const graceMs = 10_000

/** Brings instances nearer to what is wanted, one step a pass. Keeps in memory only how many times in a row each did not answer. */
export class Passes {
  private readonly silent = new Map<string, number>()
  private readonly patienceMs: typeof defaultPatienceMs

  constructor(private readonly tools: PassTools, private readonly started: (kind: DriverKind) => void = () => undefined) {
    this.patienceMs = { ...defaultPatienceMs, ...tools.patienceMs }
  }

  /** @returns when to look again, in milliseconds; null = at the next turn */
  async one(row: InstanceRow): Promise<number | null> {
    const driver = await this.tools.driver(row.driver).catch(() => undefined)
    const seen = await this.observe(driver, row)
    const health = await this.health(row, seen)
    const now = this.tools.clock.now()
    const step = nextStep(row, seen, health, now)
    const begun = await writePatch(row, step.before, now, eventDetail(seen, step.before.crashes))
    if (!begun) return 0
    if (!step.act) return step.againMs
    if (!driver) return limits.doubtLookMs
    return this.act(driver, begun, step.act, async () => ((await writePatch(begun, step.after, this.tools.clock.now())) ? step.againMs : 0))
  }

  /** Those that are gone need no memory. */
  forget(isLiving: (id: string) => boolean): void {
    for (const id of this.silent.keys()) if (!isLiving(id)) this.silent.delete(id)
  }

  private async act(driver: InstanceDriver, row: InstanceRow, act: Act, done: () => Promise<number | null>): Promise<number | null> {
    try {
      await inTime(act, this.patienceMs[act], this.perform(driver, row, act))
    } catch (error) {
      log.warn({ instanceId: row.id, act, err: error }, 'a step of an instance failed')
      const now = this.tools.clock.now()
      const patch = act === 'make' ? afterRefusal(row, error, now) : { statusDetail: `${act}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 2_000) }
      await writePatch(row, patch, now, eventDetail(null, patch.crashes))
      return act === 'make' ? 0 : limits.doubtLookMs
    }
    return done()
  }

  private async perform(driver: InstanceDriver, row: InstanceRow, act: Act): Promise<void> {
    if (act === 'stop') return driver.stop(row.id, { graceMs })
    if (act === 'release') return driver.destroy(row.id, { keepVolume: true })
    if (act === 'destroy') return driver.destroy(row.id, { keepVolume: false })
    this.silent.delete(row.id)
    const spec = toSpec(row)
    await driver.ensure(spec)
    await driver.start(spec)
    this.started(row.driver)
  }

  private async observe(driver: InstanceDriver | undefined, { id }: InstanceRow): Promise<Observed> {
    const unknown: Observed = { id, phase: 'unknown', generation: null, endpoint: null, startedAt: null, exit: null, isolation: 'process-only' }
    if (!driver) return unknown
    return inTime('observe', this.patienceMs.observe, driver.observe(id)).catch((error: unknown) => {
      log.warn({ instanceId: id, err: error }, 'an instance cannot be seen')
      return unknown
    })
  }

  private async health(row: InstanceRow, { phase, endpoint }: Observed): Promise<Health> {
    const asked = phase === 'unknown' ? row.endpoint : endpoint
    const mayAnswer = phase === 'running' || phase === 'starting' || phase === 'unknown'
    const isReady = mayAnswer && asked !== null && (await this.tools.askHealth(asked, this.patienceMs.health))
    const failures = isReady ? 0 : (this.silent.get(row.id) ?? 0) + 1
    if (isReady || !mayAnswer) this.silent.delete(row.id)
    else this.silent.set(row.id, failures)
    return { isReady, failures }
  }
}

/** What staff and the client's page may know of it: how it ended, and how many times. */
const eventDetail = (seen: Observed | null, crashes: number | undefined) =>
  ({ ...(seen?.exit && crashes ? { code: seen.exit.code, signal: seen.exit.signal } : {}), ...(crashes ? { crashes } : {}) })
