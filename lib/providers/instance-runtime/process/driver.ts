import type { HostReport, InstanceDriver, InstanceSpec, InstanceStats, Observed } from '../types'
import { RuntimeError } from '../types'
import { pathsOf, type Paths, type ProcessDriverConfig } from './config'
import { engineFor } from './engines'
import { toldFull, whereRoom } from './full-disk'
import type { Here } from './here'
import { launch } from './launch'
import { readLog } from './logs'
import { inspectMachine, type Machine } from './machine'
import { Members } from './members'
import { observeInstance, installedIds, keepEnd } from './observe'
import { signal, until } from './processes'
import { provision, refuseBelow, removeInstance, removeWorkload } from './provision'
import { exists, locked, readJson, writeJson, type Run, type State } from './state'
import { statsOf } from './stats'
import { Watch } from './watch'

const DRAINED_LATE_MS = 5000
const validId = /^[A-Za-z0-9_-]{1,40}$/

/** Runs instances as processes of this machine. */
export function processDriver(config: ProcessDriverConfig): InstanceDriver {
  return new ProcessDriver(config)
}

class ProcessDriver implements InstanceDriver {
  readonly kind = 'process'
  private readonly paths: Paths
  private known: Promise<Machine> | undefined
  private readonly watch: Watch | undefined

  constructor(private readonly config: ProcessDriverConfig) {
    if (!validId.test(config.installation)) throw new RuntimeError('failed', 'an installation is named by letters and digits')
    this.paths = pathsOf(config)
    this.watch = config.watches === false ? undefined : new Watch(() => this.here())
  }

  private async here(): Promise<Here> {
    const known = (this.known ??= inspectMachine(this.config, this.paths))
    const machine = await known.catch((error: unknown) => {
      if (this.known === known) this.known = undefined
      throw error
    })
    const { config, paths } = this
    return { config, paths, machine, members: (id) => new Members(paths, config.installation, id, machine.tree?.group(id) ?? null) }
  }

  private of(id: string): string {
    if (!validId.test(id)) throw new RuntimeError('failed', 'this is no id of an instance')
    return id
  }

  /** Nothing is done to what another installation made in the same folder. */
  private locked(id: string, work: () => Promise<void>): Promise<void> {
    return locked(this.paths.lock(this.of(id)), () => toldFull(async () => {
      const owner = readJson<State>(this.paths.state(id))?.installation
      if (owner !== undefined && owner !== this.config.installation) throw new RuntimeError('failed', `${id} belongs to another installation`)
      await work()
    }))
  }

  async inspect(): Promise<HostReport> {
    const found = inspectMachine(this.config, this.paths)
    // What was known goes on being used until something newer is.
    this.known ??= found
    const machine = await found
    this.known = found
    this.watch?.begin()
    return machine.report
  }

  async ensure(spec: InstanceSpec): Promise<void> {
    const here = await this.here()
    refuseBelow(here, spec)
    await engineFor(spec, this.config, here.machine.means.isRoot)
    await this.locked(spec.id, async () => {
      await provision(here, spec)
    })
  }

  async start(spec: InstanceSpec): Promise<void> {
    const here = await this.here()
    refuseBelow(here, spec)
    const engine = await engineFor(spec, this.config, here.machine.means.isRoot)
    this.watch?.begin()
    await this.locked(spec.id, async () => {
      const members = here.members(spec.id)
      const run = members.run
      if (run?.generation === spec.generation && !run.isStopAsked && run.verdict === null && members.engine().length > 0) return
      await members.kill()
      const state = await provision(here, spec)
      await launch(here, spec, state, engine)
    })
  }

  async stop(id: string, { graceMs }: { graceMs: number }): Promise<void> {
    const here = await this.here()
    if (!(await exists(this.paths.state(this.of(id))))) return
    await this.locked(id, async () => {
      const members = here.members(id)
      if (!members.isLive()) await keepEnd(here, id)
      const run = readJson<Run>(this.paths.run(id))
      // Also where there is no room to write that down: then it is seen to have ended, and not that it was asked to.
      if (run && !run.isStopAsked) whereRoom(() => writeJson(this.paths.run(id), { ...run, isStopAsked: true }))
      for (const pid of members.engine()) signal(pid, 'SIGTERM')
      await until(() => !members.isLive(), graceMs)
      await members.kill()
      await keepEnd(here, id)
    })
  }

  async destroy(id: string, { keepVolume }: { keepVolume: boolean }): Promise<void> {
    const here = await this.here()
    await this.locked(id, async () => {
      const state = readJson<State>(this.paths.state(id))
      const members = here.members(id)
      await members.kill()
      await until(() => !members.isSupervised(), DRAINED_LATE_MS)
      await removeWorkload(here, id)
      if (keepVolume && state) writeJson(this.paths.state(id), { ...state, isKept: true })
      else await removeInstance(here, id)
    })
  }

  async observe(id: string): Promise<Observed> {
    return observeInstance(await this.here(), this.of(id))
  }

  async list(): Promise<Observed[]> {
    const here = await this.here()
    return Promise.all((await installedIds(here)).map((id) => observeInstance(here, id)))
  }

  async stats(id: string): Promise<InstanceStats | null> {
    return statsOf(await this.here(), this.of(id))
  }

  logs(id: string, options: Parameters<InstanceDriver['logs']>[1]): ReturnType<InstanceDriver['logs']> {
    return readLog(this.paths, this.of(id), options)
  }

  async close(): Promise<void> {
    await this.watch?.end()
  }
}
