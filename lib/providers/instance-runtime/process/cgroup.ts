import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isLive, signal, until } from './processes'

export type Limits = { memoryBytes: number; cpuMillis: number; pids: number }
export type Usage = { cpuMicros: number; memoryBytes: number; pids: number; oomKills: number }

/** One group of processes that the kernel counts and limits together. */
export type Cgroup = {
  /** Writing a process's number into each of these moves it in. */
  entrances: string[]
  make: (limits: Limits) => Promise<void>
  members: () => number[]
  kill: () => Promise<void>
  usage: () => Promise<Usage | null>
  oomKills: () => number
  remove: () => Promise<void>
}

export type CgroupTree = { version: 1 | 2; group: (name: string) => Cgroup; removeTree: () => Promise<void> }

/** How long a killed group may take to be empty. */
const KILL_MS = 20_000
const PERIOD_MICROS = 100_000
const LARGEST_CPU_SHARE = 1000

type Mount = { point: string; options: string[] }

/** Where cgroups are mounted, out of /proc/self/mountinfo. */
export function cgroupMounts(mountinfo: string): { v1: Map<string, string>; v2: string | undefined } {
  const v1 = new Map<string, string>()
  let v2: string | undefined
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [type, , options = ''] = after.split(' ')
    const mount: Mount = { point: before.split(' ')[4] ?? '', options: options.split(',') }
    if (type === 'cgroup2') v2 ??= mount.point
    if (type === 'cgroup') for (const option of mount.options) v1.set(option, mount.point)
  }
  return { v1, v2 }
}

/** The trees that may be ours, best first; whether one really is, is found out by making a group in it. */
function cgroupTrees(installation: string): CgroupTree[] {
  const { v1, v2 } = cgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
  const trees: CgroupTree[] = []
  if (['memory', 'cpu', 'cpuacct', 'pids'].every((name) => v1.has(name))) trees.push(v1Tree(v1, `matrix-${installation}`))
  if (v2 !== undefined) {
    const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/'
    // A service that was given a part of the tree is in that part, or in one below it.
    const bases = new Set([v2, join(v2, own), join(v2, dirname(own))])
    for (const base of bases) trees.push(v2Tree(base, `matrix-${installation}`))
  }
  return trees
}

const text = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
const number = (path: string): number => Number(text(path).trim() || 0)
const counted = (path: string, name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text(path))?.[1] ?? 0)
const livePids = (path: string): number[] => text(path).split('\n').filter(Boolean).map(Number).filter(isLive)

/** Once more where the last instance's end took the folder above away in between. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch(() => mkdir(path, { recursive: true }))
}

async function removeFolder(path: string): Promise<void> {
  await until(async () => {
    try {
      await rmdir(path)
      return true
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT'
    }
  }, 5000)
}

async function killAll(members: () => number[], stopForks: () => Promise<void>): Promise<void> {
  await stopForks()
  await until(() => {
    const left = members()
    for (const pid of left) signal(pid, 'SIGKILL')
    return left.length === 0
  }, KILL_MS)
}

function v1Tree(mounts: Map<string, string>, top: string): CgroupTree {
  const controllers = ['memory', 'cpu', 'cpuacct', 'pids']
  const folder = (controller: string, ...names: string[]) => join(mounts.get(controller) ?? '', top, ...names)
  const every = (...names: string[]) => [...new Set(controllers.map((controller) => folder(controller, ...names)))]
  return {
    version: 1,
    removeTree: async () => void (await Promise.all(every().map((path) => rmdir(path).catch(() => undefined)))),
    group: (name) => {
      const memory = folder('memory', name)
      const members = () => livePids(join(memory, 'cgroup.procs'))
      const oomKills = () => counted(join(memory, 'memory.oom_control'), 'oom_kill')
      return {
        entrances: every(name).map((path) => join(path, 'cgroup.procs')),
        members,
        oomKills,
        make: async ({ memoryBytes, cpuMillis, pids }) => {
          for (const path of every(name)) await makeFolder(path)
          await writeFile(join(memory, 'memory.limit_in_bytes'), String(memoryBytes))
          // Memory and swap together; a kernel that does not count swap has no such file, and is told to swap nothing.
          await writeFile(join(memory, 'memory.memsw.limit_in_bytes'), String(memoryBytes)).catch(() => writeFile(join(memory, 'memory.swappiness'), '0'))
          await writeFile(join(folder('cpu', name), 'cpu.cfs_period_us'), String(PERIOD_MICROS))
          await writeFile(join(folder('cpu', name), 'cpu.cfs_quota_us'), String((cpuMillis * PERIOD_MICROS) / 1000))
          await writeFile(join(folder('cpu', name), 'cpu.shares'), String(Math.max(2, Math.round((cpuMillis * 1024) / 1000))))
          await writeFile(join(folder('pids', name), 'pids.max'), String(pids))
        },
        kill: () => killAll(members, () => writeFile(join(folder('pids', name), 'pids.max'), '0').catch(() => undefined)),
        usage: async () => {
          const all = text(join(memory, 'memory.usage_in_bytes'))
          if (all === '') return null
          return {
            cpuMicros: Math.round(number(join(folder('cpuacct', name), 'cpuacct.usage')) / 1000),
            memoryBytes: Math.max(0, Number(all) - counted(join(memory, 'memory.stat'), 'total_inactive_file')),
            // The dead whom nobody has reaped are counted by the kernel, but use nothing.
            pids: members().length === 0 ? 0 : number(join(folder('pids', name), 'pids.current')),
            oomKills: oomKills(),
          }
        },
        remove: async () => void (await Promise.all(every(name).map(removeFolder))),
      }
    },
  }
}

/** Groups of the unified tree below `base`. */
export function v2Tree(base: string, top: string): CgroupTree {
  const handDown = async (path: string) => {
    const given = (await readFile(join(path, 'cgroup.subtree_control'), 'utf8')).trim().split(' ')
    const missing = ['memory', 'cpu', 'pids'].filter((name) => !given.includes(name))
    if (missing.length > 0) await writeFile(join(path, 'cgroup.subtree_control'), missing.map((name) => `+${name}`).join(' '))
  }
  return {
    version: 2,
    removeTree: async () => void (await rmdir(join(base, top)).catch(() => undefined)),
    group: (name) => {
      const path = join(base, top, name)
      const members = () => livePids(join(path, 'cgroup.procs'))
      const oomKills = () => counted(join(path, 'memory.events'), 'oom_kill')
      return {
        entrances: [join(path, 'cgroup.procs')],
        members,
        oomKills,
        make: async ({ memoryBytes, cpuMillis, pids }) => {
          await handDown(base)
          await makeFolder(join(base, top))
          await handDown(join(base, top))
          await makeFolder(path)
          await writeFile(join(path, 'memory.max'), String(memoryBytes))
          await writeFile(join(path, 'memory.swap.max'), '0').catch(() => undefined)
          await writeFile(join(path, 'memory.oom.group'), '1').catch(() => undefined)
          await writeFile(join(path, 'cpu.max'), `${(cpuMillis * PERIOD_MICROS) / 1000} ${PERIOD_MICROS}`)
          await writeFile(join(path, 'cpu.weight'), String(Math.min(LARGEST_CPU_SHARE, Math.max(1, Math.round(cpuMillis / 10))))).catch(() => undefined)
          await writeFile(join(path, 'pids.max'), String(pids))
        },
        kill: () => killAll(members, async () => {
          await writeFile(join(path, 'pids.max'), '0').catch(() => undefined)
          await writeFile(join(path, 'cgroup.kill'), '1').catch(() => undefined)
        }),
        usage: async () => {
          const all = text(join(path, 'memory.current'))
          if (all === '') return null
          return {
            cpuMicros: counted(join(path, 'cpu.stat'), 'usage_usec'),
            memoryBytes: Math.max(0, Number(all) - counted(join(path, 'memory.stat'), 'inactive_file')),
            pids: members().length === 0 ? 0 : number(join(path, 'pids.current')),
            oomKills: oomKills(),
          }
        },
        remove: () => removeFolder(path),
      }
    },
  }
}

const PROBE: Limits = { memoryBytes: 64 << 20, cpuMillis: 500, pids: 32 }

/** The first tree in which a limit really takes, or why none does. */
export async function workingTree(installation: string): Promise<CgroupTree | string> {
  let why = 'no cgroup controllers for memory, cpu and pids are mounted'
  for (const tree of cgroupTrees(installation)) {
    const probe = tree.group(`probe-${process.pid}-${Math.random().toString(36).slice(2, 8)}`)
    try {
      await probe.make(PROBE)
      const taken = await Promise.all(probe.entrances.map(async (path) => (await readFile(path, 'utf8')) === ''))
      if (taken.every(Boolean)) return tree
    } catch (error) {
      why = `cgroup v${tree.version}: ${(error as Error).message}`
    } finally {
      await probe.remove()
      await tree.removeTree()
    }
  }
  return why
}
