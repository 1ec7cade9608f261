import { readFileSync, rmSync } from 'node:fs'
import type { Cgroup } from './cgroup'
import type { Paths } from './config'
import { allPids, bootId, hasEnvironment, isLive, isNamespaceInit, isSame, pidNamespace, signal, statOf, until } from './processes'
import { readJson, type Run } from './state'

/** A variable in the environment of every process of an instance: how they are known where there is no cgroup, or not yet. */
export const MARK = 'MATRIX_INSTANCE'
export const markOf = (installation: string, id: string): string => `${installation}/${id}`

const LAST_WORDS_MS = 2000
const KILL_MS = 20_000

/** The processes of an instance's run, however many, and wherever their parents went. */
export class Members {
  constructor(
    private readonly paths: Paths,
    private readonly installation: string,
    private readonly id: string,
    private readonly cgroup: Cgroup | null,
  ) {}

  get run(): Run | undefined {
    const run = readJson<Run>(this.paths.run(this.id))
    return run && run.bootId === bootId() ? run : undefined
  }

  /** Those of the workload, without the shell that waits for it. */
  live(): number[] {
    return this.cgroup ? this.cgroup.members() : this.scan()
  }

  /** By the sandbox's namespace, which nothing inside can leave; without a sandbox by the mark and the session. */
  private scan(): number[] {
    const { run } = this
    const supervisor = run?.supervisor
    const namespace = run && readJson<Record<string, number>>(this.paths.info(this.id))?.['pid-namespace']
    const marked = this.marked()
    return allPids().filter((pid) => {
      if (pid === process.pid || pid === supervisor?.pid || !isLive(pid)) return false
      if (namespace !== undefined && pidNamespace(pid) === namespace) return true
      return marked.has(pid) || (supervisor != null && isSame(supervisor) && statOf(pid)?.session === supervisor.pid)
    })
  }

  /** Every process that still says whose it is, the shell too. */
  private marked(): Set<number> {
    const line = `${MARK}=${markOf(this.installation, this.id)}`
    return new Set(allPids().filter((pid) => pid !== process.pid && isLive(pid) && hasEnvironment(pid, line)))
  }

  private mainPid(): number | undefined {
    try {
      return Number(readFileSync(this.paths.main(this.id), 'utf8')) || undefined
    } catch {
      return undefined
    }
  }

  /** The engine itself, not the sandbox around it: whoever ends that one first ends the engine's last answers. */
  engine(): number[] {
    const live = this.live()
    const inits = live.filter(isNamespaceInit)
    const main = this.mainPid()
    return inits.length > 0 ? inits : live.filter((pid) => pid === main)
  }

  isSupervised(): boolean {
    const supervisor = this.run?.supervisor
    return supervisor != null && isSame(supervisor)
  }

  isLive(): boolean {
    return this.live().length > 0
  }

  /** Ends all of it and waits for its end to be written down. No start of before goes on afterwards. */
  async kill(): Promise<void> {
    const { supervisor } = this.run ?? {}
    rmSync(this.paths.turn(this.id), { force: true })
    await this.killLive()
    if (supervisor != null) await until(() => !isSame(supervisor), LAST_WORDS_MS)
    // Those still on their way in, of this start or of one that was cut off. One that becomes another program has no environment for a
    // moment, and where no group holds it that is all it is known by: two looks must find none.
    let clean = 0
    await until(async () => {
      const left = this.marked()
      for (const pid of left) signal(pid, 'SIGKILL')
      await this.killLive()
      clean = left.size === 0 ? clean + 1 : 0
      return clean === 2
    }, KILL_MS)
  }

  private async killLive(): Promise<void> {
    if (!this.isLive()) return
    if (this.cgroup) return this.cgroup.kill()
    await until(() => {
      const live = this.live()
      for (const pid of live) signal(pid, 'SIGKILL')
      return live.length === 0
    }, KILL_MS)
  }
}
